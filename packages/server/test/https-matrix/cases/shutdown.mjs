/** The cases of shutdown over TLS. */
export { cases } from '../../matrix/cases/shutdown.mjs'
export const kind = 'https server'
