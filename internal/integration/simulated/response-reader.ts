/** ResponseReader: reads the responses of a connection, for a client that is not ours. It knows what a server of ours writes, and nothing else of HTTP. */

export interface RawResponse {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  body: Buffer
  /** False for a body that the end of the connection has cut, or whose end it is. */
  isWhole: boolean
}

const HEAD_END = '\r\n\r\n'

export class ResponseReader {
  readonly responses: RawResponse[] = []
  /** The first line that cannot be read. */
  error: string | null = null
  private rest: Buffer = Buffer.alloc(0)
  private current: RawResponse | null = null
  /** Bytes that are missing in a body or chunk; -1 for a body until the connection ends, -2 between two chunks, -3 for trailers. */
  private missing = 0

  /** @param methods - of the requests, in order: a response to HEAD has no body */
  constructor(private readonly methods: readonly string[]) {}

  read(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
    while (this.error === null && (this.current === null ? this.readHead() : this.readBody())) continue
  }

  private readHead(): boolean {
    const end = this.rest.indexOf(HEAD_END)
    if (end < 0) return false
    const [line, ...fields] = this.rest.toString('latin1', 0, end).split('\r\n')
    this.rest = this.rest.subarray(end + HEAD_END.length)
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line!)?.[1] ?? NaN)
    if (Number.isNaN(status)) {
      this.error = `not a status line: ${line!.slice(0, 60)}`
      return false
    }
    if (status < 200) return true
    const headers = new Map(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]))
    const method = this.methods[this.responses.length]
    this.current = { status, headers, body: Buffer.alloc(0), isWhole: false }
    this.responses.push(this.current)
    if (method === 'HEAD' || status === 204 || status === 304) this.finish()
    else if (headers.get('transfer-encoding') === 'chunked') this.missing = -2
    else if (headers.has('content-length')) this.missing = Number(headers.get('content-length'))
    else this.missing = -1
    if (this.current !== null && this.missing === 0) this.finish()
    return true
  }

  private readBody(): boolean {
    const { rest } = this
    if (rest.length === 0) return false
    if (this.missing === -1) return this.add(rest.length)
    if (this.missing > 0) return this.add(Math.min(this.missing, rest.length))
    const line = rest.indexOf('\r\n')
    if (line < 0) return false
    const text = rest.toString('latin1', 0, line)
    this.rest = rest.subarray(line + 2)
    if (this.missing === -3) {
      if (text === '') this.finish()
      return true
    }
    // The line after a chunk is empty.
    if (text === '') return true
    const size = parseInt(text, 16)
    if (!/^[0-9a-f]+$/i.test(text)) this.error = `not a chunk size: ${text.slice(0, 60)}`
    this.missing = size === 0 ? -3 : size
    return true
  }

  private add(bytes: number): boolean {
    const current = this.current!
    current.body = Buffer.concat([current.body, this.rest.subarray(0, bytes)])
    this.rest = this.rest.subarray(bytes)
    if (this.missing === -1) return false
    this.missing -= bytes
    if (this.missing > 0) return false
    if (current.headers.get('transfer-encoding') === 'chunked') this.missing = -2
    else this.finish()
    return true
  }

  private finish(): void {
    this.current!.isWhole = true
    this.current = null
  }
}
