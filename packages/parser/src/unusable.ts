/** The errors of a parser that takes no input: it was freed, or its input has ended. */
import { codedError } from '@layered-http/shared'

/** Returns the error of a parser that was freed. */
export function freedError(): Error {
  return codedError(Error, 'ERR_PARSER_FREED', 'This parser was freed; reset() makes it usable again')
}

/** Returns the error of input after the end of input. */
export function finishedError(): Error {
  return codedError(Error, 'ERR_PARSER_FINISHED', 'The input of this parser has ended; reset() makes it usable again')
}
