/** Types of certificates.mjs. */
export { ALICE, BOB, CA, EXPIRED_SERVER, OTHER_SERVER, SELF_SIGNED_SERVER, SERVER, type Identity } from './certificates.js'
