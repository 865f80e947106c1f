/** The WebAssembly memory that parsers use, measured on the instance that the package creates. */
import { beforeAll, describe, expect, it } from 'vitest'
import type * as Package from './tape.js'
import type { LlhttpExports } from './wasm/exports.js'
import { bytesOf } from '../test/read.js'

declare const WebAssembly: { Instance: new (...args: unknown[]) => { exports: LlhttpExports } }

let wasm: LlhttpExports
let parsers: typeof Package

beforeAll(async () => {
  const { Instance } = WebAssembly
  WebAssembly.Instance = class extends Instance {
    constructor(...args: unknown[]) {
      super(...args)
      wasm = this.exports
    }
  }
  parsers = await import('./tape.js')
  new parsers.Parser(parsers.MessageType.REQUEST).execute(bytesOf('GET / HTTP/1.1\r\n\r\n')).release()
  WebAssembly.Instance = Instance
})

const memory = (): number => wasm.memory.buffer.byteLength
const newParser = (): Package.Parser => new parsers.Parser(parsers.MessageType.REQUEST)

describe('WebAssembly memory', () => {
  it('does not grow over 200,000 messages', () => {
    const parser = newParser()
    const pipelined = bytesOf('POST /path HTTP/1.1\r\nHost: example.com\r\nContent-Length: 4\r\n\r\nbody'.repeat(100))
    parser.execute(pipelined).release()
    const before = memory()
    for (let i = 0; i < 2000; i++) {
      const tape = parser.execute(pipelined)
      expect(tape.error).toBe(null)
      tape.release()
    }
    expect(memory()).toBe(before)
  })

  it('is not used by a parser between two messages', () => {
    const parsers = Array.from({ length: 10_000 }, newParser)
    const before = memory()
    for (const parser of parsers) parser.execute(bytesOf('GET / HTTP/1.1\r\n\r\n')).release()
    expect(parsers.every((parser) => parser.pointer === 0)).toBe(true)
    expect(memory()).toBe(before)
  })

  it('of 10,000 parsers inside a message is used again when they are freed, and views stay valid when it grows', () => {
    const head = 'POST / HTTP/1.1\r\nName: val'
    const round = (): number => {
      const before = memory()
      const parsers = Array.from({ length: 10_000 }, newParser)
      for (const parser of parsers) parser.execute(bytesOf(head)).release()
      const grown = memory() - before
      const last = parsers.at(-1)!.execute(bytesOf('ue\r\n\r\n'))
      expect(last.error).toBe(null)
      last.release()
      for (const parser of parsers) parser.free()
      return grown
    }
    expect(round()).toBeGreaterThan(500_000)
    expect(round()).toBe(0)
    expect(round()).toBe(0)
  })

  it('is not used by a lenient parser that has failed, whatever it reads', () => {
    const lenient = new parsers.Parser(parsers.MessageType.REQUEST, { lenient: parsers.Lenient.ALL })
    for (let i = 0; i < 3; i++) {
      lenient.execute(bytesOf('NONSENSE')).release()
      expect(lenient.pointer).toBe(0)
    }
  })

  it('is not used by tapes that are never released', () => {
    const before = memory()
    for (let i = 0; i < 10_000; i++) newParser().execute(bytesOf('GET / HTTP/1.1\r\nA: b\r\n\r\n'))
    expect(memory()).toBe(before)
  })

  it('is released after an error', () => {
    const before = memory()
    for (let i = 0; i < 5000; i++) {
      const parser = newParser()
      parser.execute(bytesOf('GET / HTTP/1.1\r\nbad\r\n\r\n')).release()
      expect(parser.pointer).toBe(0)
    }
    expect(memory()).toBe(before)
  })
})
