/** The cases of timeouts over TLS. */
export { cases } from '../../matrix/cases/timeouts.mjs'
export const kind = 'https server'
