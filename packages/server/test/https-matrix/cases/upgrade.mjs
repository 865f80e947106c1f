/** The cases of upgrade over TLS. */
export { cases } from '../../matrix/cases/upgrade.mjs'
export const kind = 'https server'
