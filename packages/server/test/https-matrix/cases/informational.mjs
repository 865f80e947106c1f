/** The cases of informational over TLS. */
export { cases } from '../../matrix/cases/informational.mjs'
export const kind = 'https server'
