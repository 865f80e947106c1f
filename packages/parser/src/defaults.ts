/** Defaults of the whole process. */
import { DEFAULT_MAX_HEADER_SIZE } from './limits.js'

/** Used where no option is given. A program that reads Node's command line options sets them before the first connection. */
export const parserDefaults = {
  /** Default of `maxHeaderSize`, bytes. */
  maxHeaderSize: DEFAULT_MAX_HEADER_SIZE,
  /** True if all leniencies of llhttp are on where neither `insecureHTTPParser` nor `httpValidation` is given. */
  insecureHTTPParser: false,
}
