/** The cases of pipelining over TLS. */
export { cases } from '../../matrix/cases/pipelining.mjs'
export const kind = 'https server'
