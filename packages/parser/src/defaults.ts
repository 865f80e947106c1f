/** What the whole process may set. */
import { DEFAULT_MAX_HEADER_SIZE } from './limits.js'

/** What holds where no option says otherwise, for the whole process: whoever reads a command line sets it before the first connection. */
export const parserDefaults = {
  /** Bytes of a head. */
  maxHeaderSize: DEFAULT_MAX_HEADER_SIZE,
  /** Whether every leniency of llhttp is on where neither `insecureHTTPParser` nor `httpValidation` is given. */
  insecureHTTPParser: false,
}
