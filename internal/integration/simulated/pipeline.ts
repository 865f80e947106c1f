/** A client that pipelines: it writes requests without waiting for responses, and checks that each response belongs to the request of its place. */
import { bytesOf } from './body.js'
import type { End } from './end.js'
import { sizeOf, type ExchangePlan, type PipelinePlan } from './plan.js'
import { ResponseReader, type RawResponse } from './response-reader.js'
import type { Run } from './run.js'
import { hasShortTimeouts, isServersOwn } from './statuses.js'

/** A pipeline and its results so far. */
export interface Pipeline {
  readonly plan: PipelinePlan
  socket: End | null
  reader: ResponseReader | null
}

export function startPipeline(run: Run, pipeline: Pipeline): void {
  const begin = (error: Error | null, socket?: End): void => {
    if (error !== null || pipeline.socket !== null) return
    pipeline.socket = socket!
    exchange(run, pipeline, socket!)
  }
  const socket = run.network.connect(null, begin)
  if (socket !== undefined) begin(null, socket)
}

function exchange(run: Run, pipeline: Pipeline, socket: End): void {
  const { exchanges, gaps, tail, destroysAfter, slow, version } = pipeline.plan
  const reader = (pipeline.reader = new ResponseReader(exchanges.map(({ method }) => method)))
  let received = 0
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
    reader.read(chunk)
    if (destroysAfter >= 0 && received >= destroysAfter) {
      socket.isGivenUp = true
      socket.destroy()
    } else if (slow > 0) {
      socket.pause()
      run.scheduler.after(slow, () => socket.resume())
    }
  })
  socket.on('end', () => {
    if (!socket.writableEnded) socket.end()
  })
  const write = (i: number): void => {
    if (socket.destroyed || socket.writableEnded) return
    if (i < exchanges.length) {
      socket.write(requestBytes(exchanges[i]!, version))
      if ((gaps[i + 1] ?? 0) > 0) run.scheduler.after(gaps[i + 1]!, () => write(i + 1))
      else write(i + 1)
    } else if (tail === 'end') socket.end()
    else if (tail === 'garbage') socket.write('\0garbage\r\n\r\n')
    else if (tail === 'half a request') socket.write('GET / HTTP/1.1\r\nHos')
  }
  write(0)
}

function requestBytes({ id, method, body, closes, expects }: ExchangePlan, version: string): Buffer {
  const size = sizeOf(body)
  const isChunked = body.framing === 'chunked' && version === '1.1'
  const head = [`${method} /${id} HTTP/${version}`, 'Host: a.test', `X-Id: ${id}`]
  if (isChunked) head.push('Transfer-Encoding: chunked')
  else if (body.framing !== 'none') head.push(`Content-Length: ${size}`)
  if (closes) head.push('Connection: close')
  else if (version === '1.0') head.push('Connection: keep-alive')
  if (expects !== 'no') head.push(`Expect: ${expects === 'continue' ? '100-continue' : 'something'}`)
  const parts: (Buffer | string)[] = [`${head.join('\r\n')}\r\n\r\n`]
  const name = `${id} request`
  if (!isChunked) parts.push(bytesOf(name, 0, size))
  else {
    let offset = 0
    for (const piece of body.pieces) {
      if (piece > 0) parts.push(`${piece.toString(16)}\r\n`, bytesOf(name, offset, piece), '\r\n')
      offset += piece
    }
    parts.push(`0\r\n${body.hasTrailers ? `X-Tail: ${id}\r\n` : ''}\r\n`)
  }
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)))
}

/** After the run: the responses must be those of the requests, in order, and whole unless the connection was cut. */
export function checkPipeline(run: Run, { plan, reader, socket }: Pipeline): void {
  if (reader === null || socket === null) return
  const { exchanges, tail, version } = plan
  if (reader.error !== null) run.fail('owner', `pipeline: ${reader.error}`)
  reader.responses.forEach((response, i) => {
    const exchange = exchanges[i]
    const id = response.headers.get('x-id')
    if (id === undefined) {
      // Input after the last request of the connection, or bad input, is the only other reason.
      const isLate = response.status === 408 && tail === 'half a request'
      // As in Node, a request that is answered and whose body is late gets 408 besides.
      const isExpected = isServersOwn(run, exchange?.expects ?? 'no', response.status, socket.connection)
      const isBad = response.status === 400 && (tail === 'garbage' || tail === 'half a request' || version === '1.0' || exchanges.some(({ closes, expects }) => closes || expects !== 'no'))
      if (!isLate && !isExpected && !isBad) run.fail('owner', `pipeline: response ${i} is ${response.status} without a request`)
      return
    }
    if (id !== exchange?.id) run.fail('owner', `pipeline: response ${i} is that of ${id}, not of ${String(exchange?.id)}`)
    else checkResponse(run, exchange, response, socket)
  })
}

function checkResponse(run: Run, { id, method, response: plan }: ExchangePlan, { status, headers, body, isWhole }: RawResponse, socket: End): void {
  const isBodiless = method === 'HEAD' || status === 204 || status === 304
  const size = isBodiless ? 0 : sizeOf(plan.body)
  if (status !== plan.status) run.fail('owner', `pipeline: ${id} has the status ${status}`)
  if (body.length > size || !body.equals(bytesOf(`${id} response`, 0, body.length))) run.fail('body', `pipeline: ${id} has other bytes than those that were sent`)
  if (isWhole && body.length !== size) run.fail('truncated', `pipeline: ${id} ended after ${body.length} of ${size} bytes`)
  const endsWithConnection = !headers.has('content-length') && !headers.has('transfer-encoding')
  const mayBeCut = socket.connection.faults.size > 0 || plan.fault !== undefined || hasShortTimeouts(run.plan.server) || run.isEnding || socket.errored !== null || socket.isGivenUp
  if (endsWithConnection && socket.readableEnded && !mayBeCut && body.length !== size) run.fail('truncated', `pipeline: ${id} ended with the connection after ${body.length} of ${size} bytes`)
}
