/** The cases of requests over TLS. */
export { cases } from '../../matrix/cases/requests.mjs'
export const kind = 'https server'
