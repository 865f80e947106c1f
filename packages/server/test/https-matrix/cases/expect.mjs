/** The cases of expect over TLS. */
export { cases } from '../../matrix/cases/expect.mjs'
export const kind = 'https server'
