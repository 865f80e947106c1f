/**
 * Counts: what has happened on a server so far. What may live here: the numbers of the past. stats.ts makes `server.stats()` of them and of the connections that are open.
 *
 * What a connection has served is added when it ends, and the other counts are of rare events, so that a request pays nothing for them. Responses by status are counted with the option `layered.stats`.
 */

/** Codes that are counted apart. An error of a Duplex may have any code: when there are this many, further codes are counted as `other`. */
const MAX_CODES = 100

/** The code of the parser for an end of the connection inside of a message. */
const ENDED_EARLY = 'HPE_INVALID_EOF_STATE'

/** Numbers by code or reason. */
export type Codes = Map<string, number>

export class Counts {
  /** Connections that have begun. */
  created = 0
  /** Requests of connections that have ended, or left HTTP. */
  requests = 0
  aborted = 0
  bytesRead = 0
  bytesWritten = 0
  readonly refused: Codes = new Map()
  readonly lost: Codes = new Map()
  readonly timeouts = { head: 0, request: 0, bodyRate: 0, keepAlive: 0, socket: 0, close: 0 }
  /** By the first digit of the status. */
  readonly responses = [0, 0, 0, 0, 0, 0]

  countResponse(status: number): void {
    const digit = (status / 100) | 0
    if (digit < this.responses.length) this.responses[digit]!++
  }

  /** Bad input, or a connection that was lost: by an error of its socket, or because its client ended it inside of a message. Clients that cancel an upload do that. */
  countError(code: string | undefined): void {
    countCode(code?.startsWith('HPE_') === true && code !== ENDED_EARLY ? this.refused : this.lost, code ?? 'other')
  }
}

/** Counts one more of `code`. */
export function countCode(codes: Codes, code: string): void {
  const key = codes.has(code) || codes.size < MAX_CODES ? code : 'other'
  codes.set(key, (codes.get(key) ?? 0) + 1)
}
