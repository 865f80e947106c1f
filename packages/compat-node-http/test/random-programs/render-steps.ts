/** Renders the statements of a program as JavaScript. */
import type { Data, Step } from './program.js'

export const quote = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&').replace(/\r/g, '\\r').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}'` : JSON.stringify(value)

/** Returns `value` as a literal. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, field]) => `${/^[a-z]\w*$/i.test(name) ? name : quote(name)}: ${literal(field)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  return quote(value)
}

const KINDS: Record<NonNullable<Data['kind']>, (size: number) => string> = {
  ascii: (size) => `text(${size})`,
  utf8: (size) => `text(${size}, '\\xe4\\u20ac\\ud83d\\ude00 ')`,
  latin1: (size) => `text(${size}, '\\xe4\\xff\\x80 '), 'latin1'`,
  base64: (size) => `Buffer.from(text(${size})).toString('base64'), 'base64'`,
  hex: (size) => `Buffer.from(text(${size})).toString('hex'), 'hex'`,
  ucs2: (size) => `text(${size}, '\\xe4\\u20ac '), 'ucs2'`,
  buffer: (size) => `Buffer.from(text(${size}))`,
  bytes: (size) => `new Uint8Array(Buffer.from(text(${size})))`,
}

/** Returns the arguments of a write. */
export const dataArguments = ({ kind = 'ascii', size }: Data): string => KINDS[kind](size)
const lone = (data: Data): string => dataArguments(data).replace(/, '(latin1|base64|hex|ucs2)'$/, '')

export interface Names {
  /** The name of the part in the trace, such as `server 0`. */
  part: string
  out: string
  in: string
}

const socketOf = ({ out }: Names): string => `${out}.socket`

export function renderStep(step: Step, names: Names, id: string): string {
  const { out, part } = names
  const target = step.what === 'in' ? names.in : step.what === 'socket' ? socketOf(names) : out
  const label = quote(`${part} ${step.do}${step.what ? ` ${step.what}` : ''} ${id}`)
  const callback = step.callback ? `called(${label})` : undefined
  const call = (text: string): string => `attempt(${label}, () => ${text})`
  const args = (...list: (string | undefined)[]): string => list.filter((text) => text !== undefined && text !== '').join(', ')
  switch (step.do) {
    case 'write':
      if (step.how === 'callback') return `await new Promise((resolve) => attempt(${label}, () => ${out}.write(${dataArguments(step.data ?? { size: 1 })}, resolve)))`
      return `writing(${label}, ${out}, () => ${out}.write(${args(dataArguments(step.data ?? { size: 1 }), callback)}))${step.how === 'drain' ? `\nif (${out}.writableNeedDrain) await until(${out}, 'drain', 'close')` : ''}`
    case 'end':
      return call(`${out}.end(${args(step.data && dataArguments(step.data), callback)})`)
    case 'pump':
      return `pump(${label}, ${out}, [${(step.chunks ?? []).map(lone).join(', ')}], ${quote(step.how ?? 'pipe')})`
    case 'read':
      return `read(${quote(`${part} in`)}, ${names.in}, ${quote(step.how ?? 'data')})`
    case 'wait':
      if (step.how === 'tick') return 'await new Promise(process.nextTick)'
      if (step.how === 'micro') return 'await null'
      if (step.how === 'event') return `await until(${target}, ${quote(step.event ?? 'end')}, 'close')`
      return 'await turn()'
    case 'header':
      return call(`${out}.setHeader(${quote(step.name)}, ${literal(step.value)})`)
    case 'append':
      return call(`${out}.appendHeader(${quote(step.name)}, ${literal(step.value)})`)
    case 'unset':
      return call(`${out}.removeHeader(${quote(step.name)})`)
    case 'get':
      return `record(${label}, 'value', JSON.stringify(${out}.getHeaders()))`
    case 'head': {
      const pairs = step.headers ?? []
      const headers = step.how === 'pairs' ? literal(pairs) : step.how === 'list' ? literal(pairs.flat()) : literal(Object.fromEntries(pairs))
      return call(`${out}.writeHead(${args(String(step.status ?? 200), step.value === undefined ? undefined : quote(step.value), pairs.length > 0 ? headers : undefined)})`)
    }
    case 'flush':
      return call(`${out}.flushHeaders()`)
    case 'cork':
    case 'uncork':
      return call(`${out}.${step.do}()`)
    case 'pause':
    case 'resume':
      return call(`${names.in}.${step.do}()`)
    case 'unpipe':
      return call(`${names.in}.unpipe()`)
    case 'destroy':
      return call(`${target}${step.what === 'socket' ? '?' : ''}.destroy(${step.error ? "new Error('boom')" : ''})`)
    case 'abort':
      return call(`${out}.abort()`)
    case 'endSocket':
      return call(`${socketOf(names)}?.end()`)
    case 'server':
      return step.how === 'close' ? call(`server.close(called(${label}))`) : call(`server.${step.how ?? 'closeAllConnections'}()`)
    case 'agent':
      return call(`${out}.agent?.destroy()`)
    case 'throw':
      return `process.nextTick(() => { throw new Error('thrown') })`
    case 'throwIn':
      return `${target}${step.what === 'socket' ? '?' : ''}.once(${quote(step.event ?? 'finish')}, () => { throw new Error('thrown in ${step.event ?? 'finish'}') })`
    case 'interim':
      if (step.how === 'earlyHints') return call(`${out}.writeEarlyHints({ link: '</a>; rel=preload' })`)
      if (step.how === 'information') return call(`${out}.writeInformation?.(104, { a: 'b' })`)
      return call(`${out}.${step.how === 'processing' ? 'writeProcessing' : 'writeContinue'}()`)
    case 'trailers':
      return call(`${out}.addTrailers(${literal(Object.fromEntries(step.headers ?? []))})`)
    case 'timeout':
      return `${call(`${target}.setTimeout(${step.ms ?? 10}${step.callback ? `, () => record(${label}, 'timeout')` : ''})`)}${step.how ? `\n${target}.on('timeout', () => ${target}.${step.how}())` : ''}\nawait until(${target}, 'timeout', 'close')`
    case 'wrap':
      return `wrap(${out}, ${quote(step.name ?? 'end')})`
    case 'finished':
      return `stream.finished(${target}, called(${label}))`
    case 'assign':
      return call(`(${out}.${step.name} = ${literal(step.value)})`)
  }
}

export const renderSteps = (steps: Step[] | undefined, names: Names, tag: string): string => (steps ?? []).map((step, i) => renderStep(step, names, `${tag}${i}`)).join('\n')
