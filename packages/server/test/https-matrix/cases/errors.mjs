/** The cases of errors over TLS. */
export { cases } from '../../matrix/cases/errors.mjs'
export const kind = 'https server'
