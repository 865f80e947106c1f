/** The cases of hostile over TLS. */
export { cases } from '../../matrix/cases/hostile.mjs'
export const kind = 'https server'
