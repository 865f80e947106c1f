/** The cases of http-1.0 over TLS. */
export { cases } from '../../matrix/cases/http-1.0.mjs'
export const kind = 'https server'
