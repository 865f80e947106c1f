/**
 * `_http_common`: The parser as Node shows it, and checks of tokens and values. Deprecated by Node, read by libraries; the preload gives the members to Node's `_http_common`.
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
import { moduleObject, onSync } from './module-objects.js'

const members = {
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

let module = moduleObject('_http_common', members)
onSync(() => (module = moduleObject('_http_common', members)))

export { module as default, module as 'module.exports' }
export type { ParserList } from './legacy/common.js'
export { checkInvalidHeaderChar as _checkInvalidHeaderChar, checkIsHttpToken as _checkIsHttpToken, chunkExpression, continueExpression, CRLF, freeParser, methods, parsers, kIncomingMessage, HTTPParser, isLenient, calculateLenientFlags, prepareError, kSkipPendingData }
