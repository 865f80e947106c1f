/** Requests with chunks: sizes, extensions, line ends, last chunks, trailers. */
import { accept, acceptLast, BODY, either, message, post, refuse, request, type Ask, type RequestCase } from '../case.js'
import { CHUNKED_BODIES, type ChunkedBody } from '../values/chunks.js'

function ask(is: ChunkedBody): Ask {
  if (is === 'open') return acceptLast('7.1')
  if (is === 'refuse') return refuse('7.1')
  if (is === 'either') return either('7.1', message('POST /x', BODY))
  return accept('7.1', message('POST /x', is.body))
}

export const CHUNK_CASES: RequestCase[] = CHUNKED_BODIES.map(([name, bytes, is]) => request(`chunks, ${name}`, post('Transfer-Encoding: chunked\r\n', bytes), ask(is)))
