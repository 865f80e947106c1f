/** The cases of backpressure over TLS. */
export { cases } from '../../matrix/cases/backpressure.mjs'
export const kind = 'https server'
