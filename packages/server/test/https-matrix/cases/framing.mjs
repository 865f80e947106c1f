/** The cases of framing over TLS. */
export { cases } from '../../matrix/cases/framing.mjs'
export const kind = 'https server'
