/** The cases of responses over TLS. */
export { cases } from '../../matrix/cases/responses.mjs'
export const kind = 'https server'
