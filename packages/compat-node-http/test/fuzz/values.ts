/** Values of any type, as programs pass them by mistake, or as an attacker makes them. */
import type { Choices } from './choices.js'
import { THROWN_ON_PURPOSE } from './watched.js'

/** The name of the field that no value may bring into a message. */
export const INJECTED = 'Injected'

/** Texts that end a line, also those whose characters lose their high byte. */
export const INJECTIONS = [`a\r\n${INJECTED}: x`, `a\n${INJECTED}: x`, `a\r${INJECTED}: x`, `a\u010d\u010a${INJECTED}: x`, `a\0${INJECTED}`, `a\r\n\r\nHTTP/1.1 200 OK\r\n${INJECTED}: x\r\n\r\n`, `\r\n ${INJECTED}: x`, `${'\x7f'}`]

/** Levels of lists in lists. */
const MAX_DEPTH = 3

/** An object that is another text each time it is asked: a check of the first says nothing about the second. */
function changing(choices: Choices): object {
  const texts = ['a', choices.pick(INJECTIONS)]
  const turn = choices.below(3)
  let asked = 0
  const next = (): string => texts[asked++ < turn ? 0 : 1]!
  return { toString: next, valueOf: next, length: 1 }
}

/** Returns any value. */
export function anyValue(choices: Choices, depth = 0): unknown {
  const more = (): unknown => (depth < MAX_DEPTH ? anyValue(choices, depth + 1) : 'x')
  switch (choices.below(40)) {
    case 0:
      return choices.text()
    case 1:
      return choices.pick(INJECTIONS)
    case 2:
      return Array.from(choices.text(), (char) => String.fromCharCode(char.charCodeAt(0) * 257)).join('')
    case 3:
      return ''
    case 4:
      return choices.byte()
    case 5:
      return choices.pick([NaN, -1, Infinity, -Infinity, 1.5, 2 ** 31, 2 ** 53, -0, 1e21, 65_536])
    case 6:
      return true
    case 7:
      return false
    case 8:
      return null
    case 9:
      return undefined
    case 10:
      return Symbol(choices.text())
    case 11:
      return BigInt(choices.byte())
    case 12:
      return new Date(choices.byte())
    case 13:
      return []
    case 14:
      return [more()]
    case 15:
      return [more(), more()]
    case 16:
      return [more(), more(), more(), more()]
    case 17:
      return {}
    case 18:
      return { [choices.text()]: more() }
    case 19: {
      const result = more()
      return () => result
    }
    case 20: {
      const text = choices.text()
      return { toString: () => text }
    }
    case 21:
      return {
        toString() {
          throw new Error(THROWN_ON_PURPOSE)
        },
      }
    case 22:
      return changing(choices)
    case 23:
      return Buffer.from(choices.text(), 'latin1')
    case 24:
      return new Map([[more(), more()]])
    case 25:
      return new Set([more(), more()])
    case 26:
      return Object.create(null) as unknown
    case 27:
      return new String(choices.text())
    case 28:
      return { length: choices.byte(), 0: more() }
    case 29:
      return new Array(choices.below(4))
    case 30:
      return new Proxy([more()], {})
    case 31:
      return new Headers([[`x-${choices.below(3)}`, 'from Headers']])
    case 32:
      return [changing(choices)]
    case 33:
      return [choices.pick(INJECTIONS)]
    case 34: {
      const pairs = [[more(), more()]]
      return { [Symbol.iterator]: () => pairs.values() }
    }
    case 35:
      return choices.pick(['100', '0', '-1', '0x10', ' 1', '1e3', 'chunked', 'close', 'keep-alive', 'strict', 'relaxed', 'insecure', 'lifo', 'idempotent'])
    case 36:
      return new Uint8Array(choices.below(8))
    case 37:
      return new URL('http://a.example/b?c')
    case 38:
      return function Constructor() {}
    default:
      return choices.text()
  }
}

/** Counted for an object that cannot be looked at. */
const UNKNOWN_LEAVES = 8

/** Returns the number of values that `value` can stand for as the value of a field or as a set of fields, at most. */
export function leaves(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  try {
    const parts = Symbol.iterator in value && !(value instanceof String) ? [...(value as Iterable<unknown>)] : Object.keys(value).map((name) => (value as Record<string, unknown>)[name])
    return Math.max(1, parts.reduce((sum: number, part) => sum + leaves(part), 0))
  } catch {
    return UNKNOWN_LEAVES
  }
}
