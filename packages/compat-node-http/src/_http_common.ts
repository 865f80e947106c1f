/**
 * `_http_common`: The parser as Node shows it, and checks of tokens and values. Deprecated by Node, read by libraries; the preload redirects `require('_http_common')` to here.
 *
 * @packageDocumentation
 */
import {
  calculateLenientFlags,
  checkInvalidHeaderChar,
  checkIsHttpToken,
  chunkExpression,
  continueExpression,
  CRLF,
  freeParser,
  isLenient,
  kIncomingMessage,
  kSkipPendingData,
  parsers,
  prepareError,
} from './legacy/common.js'
import { HTTPParser, methods } from './legacy/http-parser.js'
import './http.js'

const module = {
  _checkInvalidHeaderChar: checkInvalidHeaderChar,
  _checkIsHttpToken: checkIsHttpToken,
  chunkExpression,
  continueExpression,
  CRLF,
  freeParser,
  methods,
  parsers,
  kIncomingMessage,
  HTTPParser,
  isLenient,
  calculateLenientFlags,
  prepareError,
  kSkipPendingData,
}

export default module
export { module as 'module.exports' }
export { checkInvalidHeaderChar as _checkInvalidHeaderChar, checkIsHttpToken as _checkIsHttpToken, chunkExpression, continueExpression, CRLF, freeParser, methods, parsers, kIncomingMessage, HTTPParser, isLenient, calculateLenientFlags, prepareError, kSkipPendingData }
