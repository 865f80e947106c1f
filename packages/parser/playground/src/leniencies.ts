/** What each leniency accepts. The texts are those of `Lenient` in the package, which a test compares: comments are not there when a page runs. */
import type { LenientFlag } from '@layered-http/parser'

export const LENIENCY_TEXTS: Readonly<Record<Exclude<LenientFlag, 'ALL'>, string>> = {
  HEADERS:
    'Any byte but CR and LF in values other than that of Content-Length; values folded over lines; a space before the first field of a head; CR alone after an empty value. Spaces between the name of Connection, Proxy-Connection, Content-Length, Transfer-Encoding or Upgrade and the colon; the name keeps them.',
  CHUNKED_LENGTH:
    'Content-Length and Transfer-Encoding in one message: then Content-Length does not count. Also a last coding of a request other than chunked, with which the body goes on until the end of input.',
  KEEP_ALIVE: 'Messages after one that closes the connection.',
  TRANSFER_ENCODING: 'A last coding other than chunked: the body goes on until the end of input. Also `chunked` several times.',
  VERSION: 'Any version of the form digit dot digit.',
  DATA_AFTER_CLOSE: 'Bytes after a message that closes the connection are ignored; with `KEEP_ALIVE` they are messages.',
  OPTIONAL_LF_AFTER_CR: "CR without LF after it: at the end of a start line, of the empty line after fields, and of the line with a chunk's size. Not after a field.",
  OPTIONAL_CRLF_AFTER_CHUNK: "No CRLF after a chunk's data, or CR alone.",
  OPTIONAL_CR_BEFORE_LF:
    "LF without CR before it. After the version of a request line, and after a chunk's size without extensions, llhttp takes it for CR and then wants LF: there LF LF ends the line, and LF alone only together with `OPTIONAL_LF_AFTER_CR`.",
  SPACES_AFTER_CHUNK_SIZE: "Spaces and tabs after a chunk's size.",
}
