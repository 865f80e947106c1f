/**
 * The parser alone: bytes in, records out. It needs no socket, stream or Buffer. Here the bytes come from a string, in
 * two chunks, since a message may be cut anywhere.
 *
 *     node parser-alone.mjs
 */
import { BODY_SIZE, COMPLETE_SIZE, HeadOffset, HEAD_SIZE, Kind, MessageType, methodName, Parser, spansOf, textOf } from '@layered-http/parser/tape'

const parser = new Parser(MessageType.REQUEST)
const chunks = ['POST /notes HTTP/1.1\r\nHost: example\r\nContent-Le', 'ngth: 5\r\n\r\nhello'].map((text) => new TextEncoder().encode(text))

for (const chunk of chunks) {
  const tape = parser.execute(chunk)
  const { events } = tape
  for (let at = 0; at < tape.end; ) {
    switch (events[at]) {
      case Kind.HEAD: {
        const text = textOf(tape, at)
        const spans = spansOf(tape, at, HEAD_SIZE)
        console.log('head    ', methodName(events[at + HeadOffset.CODE]), text.slice(events[at + HeadOffset.LINE_START], events[at + HeadOffset.LINE_END]))
        for (let i = 0; i < spans.length; i += 4) {
          console.log('  header', text.slice(spans[i], spans[i + 1]), '=', text.slice(spans[i + 2], spans[i + 3]))
        }
        at += events[at + HeadOffset.SIZE]
        break
      }
      case Kind.BODY:
        console.log('body    ', new TextDecoder().decode(tape.chunk.subarray(events[at + 1], events[at + 2])))
        at += BODY_SIZE
        break
      case Kind.COMPLETE:
        console.log('complete')
        at += COMPLETE_SIZE
        break
    }
  }
  if (tape.error !== null) throw tape.error
  tape.release()
}
