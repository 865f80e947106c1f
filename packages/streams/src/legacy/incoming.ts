/** Members of received messages that begin with an underscore, beside those that Node's streams need. Views of the state. */
import { addHeader, type IncomingHeaders } from '@layered-http/headers'
import { IncomingMessage } from '../incoming/message.js'
import { discardBody } from '../incoming/port.js'
import type { LegacyMembers } from './members.js'

class LegacyIncomingMessage extends IncomingMessage {
  /** Adds a header line as if it had been received. */
  _addHeaderLine(field: string, value: string, destination: IncomingHeaders): void {
    addHeader(destination, field, value, this.joinDuplicateHeaders)
  }

  /** Adds header lines (names and values in turn) as if they had been received: to the trailers once the message is complete. */
  _addHeaderLines(lines: string[] | undefined, count: number): void {
    if (lines === undefined || lines.length === 0) return
    if (this.complete) {
      this.rawTrailers = lines
      this.trailers = merged(lines, count, this.joinDuplicateHeaders)
      this.trailersDistinct = distinct(lines, count)
    } else {
      this.rawHeaders = lines
      this.headers = merged(lines, count, this.joinDuplicateHeaders)
      this.headersDistinct = distinct(lines, count)
    }
  }

  /** Adds one line to lists of values. */
  _addHeaderLineDistinct(field: string, value: string, destination: Record<string, string[]>): void {
    addDistinct(field, value, destination)
  }

  /** Throws the rest of the body away. */
  _dump(): void {
    discardBody(this)
  }

  /** Throws the rest of the body away, and closes the stream. */
  _dumpAndCloseReadable(): void {
    this._dump()
    this.destroy()
  }
}

/** The members, for {@link Object.getOwnPropertyDescriptors}. Never constructed. */
export const LegacyIncoming: LegacyMembers = LegacyIncomingMessage

function addDistinct(field: string, value: string, destination: Record<string, string[]>): void {
  const key = field.toLowerCase()
  if (destination[key] === undefined) destination[key] = [value]
  else destination[key].push(value)
}

function merged(lines: readonly string[], count: number, joinDuplicates: boolean | undefined): IncomingHeaders {
  const headers: IncomingHeaders = {}
  for (let i = 0; i < count; i += 2) addHeader(headers, lines[i]!, lines[i + 1]!, joinDuplicates)
  return headers
}

function distinct(lines: readonly string[], count: number): Record<string, string[]> {
  const headers = Object.create(null) as Record<string, string[]>
  for (let i = 0; i < count; i += 2) addDistinct(lines[i]!, lines[i + 1]!, headers)
  return headers
}
