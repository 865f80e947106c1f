/** The cases of keep-alive over TLS. */
export { cases } from '../../matrix/cases/keep-alive.mjs'
export const kind = 'https server'
