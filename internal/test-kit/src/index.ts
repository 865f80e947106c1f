/** `@layered-http/test-kit`: what tests of several packages share. Imports nothing but `node:*`, so that every package may use it. */
export { duplexPair } from './duplex-pair.js'
export { FakeClock } from './fake-clock.js'
export { testMatrix } from './matrix/matrix.js'
export { exchangeBytes, listen, withoutDate } from './wire.js'
export { growth, LINEAR_GROWTH } from './growth.js'
export { keptBytes } from './kept.js'
export { mutate, mutatedMessage, randomNumbers, type Random } from './mutator.js'
export { uncaughtDuring } from './uncaught.js'
