/**
 * What the checks of the workspace let pass today. The lists only get shorter: an entry that is not needed any more fails a test, and a list that is
 * empty goes, with the code that reads it.
 */

/** Packages with circles of imports. */
export const CIRCLES = []

/** Packages whose API reports have types that no entry exports. */
export const FORGOTTEN_EXPORTS = []

/** API reports with symbol constants. */
export const SYMBOLS = ['compat-node-http._http_common', 'compat-node-http._http_incoming', 'compat-node-http._http_outgoing', 'compat-node-http._http_server']

/** Programs of internal/integration/faces that ask for types that the packages do not have. */
export const PROGRAMS = []
