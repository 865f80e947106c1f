/** The cases of trailers over TLS. */
export { cases } from '../../matrix/cases/trailers.mjs'
export const kind = 'https server'
