/** Counts the bytes that llhttp reads, at the WebAssembly instance that the package creates. */
import { expect, it } from 'vitest'
import type { LlhttpExports } from '../src/wasm/exports.js'
import { bytesOf } from './read.js'

declare const WebAssembly: { Instance: new (...args: unknown[]) => { exports: LlhttpExports } }

it('llhttp reads every byte once, and at most twice if relaxed values contain control characters', async () => {
  let steps = 0
  const { Instance } = WebAssembly
  WebAssembly.Instance = function countingInstance(...args: unknown[]) {
    const { exports } = new Instance(...args)
    const llhttp_execute = (parser: number, start: number, length: number): number => {
      const errno = exports.llhttp_execute(parser, start, length)
      steps += errno === 0 ? length : exports.llhttp_get_error_pos(parser) - start
      return errno
    }
    const readMessages = (parser: number, start: number, length: number): number => {
      const errno = exports.readMessages(parser, start, length)
      steps += length
      return errno
    }
    return { exports: { ...exports, llhttp_execute, readMessages } }
  } as unknown as typeof Instance
  const { Parser, MessageType } = await import('../src/tape.js')
  const stepsFor = (wire: string, piece: number, relaxedHeaderValues: boolean): number => {
    const parser = new Parser(MessageType.REQUEST, { maxHeaderSize: 1 << 24, maxHeadersCount: 0, relaxedHeaderValues })
    const bytes = bytesOf(wire)
    steps = 0
    for (let at = 0; at < bytes.length; at += piece) {
      const tape = parser.execute(bytes.subarray(at, at + piece))
      expect(tape.error).toBe(null)
      tape.release()
    }
    parser.free()
    return steps / bytes.length
  }
  const fields = `GET / HTTP/1.1\r\n${'A: b\x01c\r\n'.repeat(20_000)}\r\n`
  for (const piece of [100, 65_536, 1 << 18]) {
    expect(stepsFor(fields.replaceAll('\x01', '-'), piece, false)).toBe(1)
    expect(stepsFor(fields.replaceAll('\x01', '-'), piece, true)).toBe(1)
  }
  for (const piece of [100, 65_536, 1 << 18]) expect(stepsFor(fields, piece, true)).toBeLessThanOrEqual(2)
  expect(stepsFor('GET / HTTP/1.1\r\n\r\n'.repeat(10_000), 1 << 20, true)).toBe(1)
  WebAssembly.Instance = Instance
})
