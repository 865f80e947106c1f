/** Every limit of the client that is not an option of Node, with its unit and reason. */

/**
 * 1xx responses to one request, a switch of protocols not counted. Node has no limit, so that a server can keep a client busy forever. A server that sends 102 every 20
 * seconds, as WebDAV recommends, reaches it after more than five hours.
 */
export const DEFAULT_MAX_INFORMATION = 1_000
