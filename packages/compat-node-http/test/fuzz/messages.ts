/**
 * Target `messages`: calls of the methods of a response or a request, with any values. The output must have only lines and fields that the calls gave,
 * and an error must have a code unless node:http's has no code either.
 */
import './structs.js'
import './no-network.js'
import nodeHttp from 'node:http'
import ours from '@layered-http/compat-node-http'
import { Wire } from '../differential/wire.js'
import { nextCall, type Call } from './calls.js'
import { Choices } from './choices.js'
import { feed } from './pieces.js'
import { kindOf } from './reduce.js'
import type { Run, Target } from './target.js'
import { INJECTED } from './values.js'
import { isExpectedError, nameOfError, uncaughtErrors, watchEvents } from './watched.js'
import { linesOf } from './written.js'

type Http = typeof nodeHttp
const layered = ours as unknown as Http

/** Calls of one input at most. */
const MAX_CALLS = 12

/** Fields that a message sends by itself: Date, Connection, Keep-Alive, Transfer-Encoding, Content-Length, Host, Authorization, Trailer. */
const OWN_FIELDS = 8

const REQUESTS = ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'GET / HTTP/1.0\r\n\r\n', 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: close\r\n\r\n']
const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

/** What the calls led to. */
interface Result {
  written: string
  /** Of calls that threw, and of `'error'` events. */
  errors: string[]
  /** Those among them that have no code. */
  uncoded: string[]
  problems: string[]
  uncaught: string[]
}

/** Values are made again for each implementation, since an object may be another text each time. */
function callsOf(input: string): { choices: Choices; calls: Call[] } {
  const choices = new Choices(input)
  const [kind, detail] = [choices.byte(), choices.byte()]
  const calls: Call[] = []
  while (!choices.isEmpty && calls.length < MAX_CALLS) calls.push(nextCall(choices))
  return { choices: new Choices(String.fromCharCode(kind, detail)), calls }
}

async function callAll(module: Http, input: string): Promise<Result> {
  const result: Result = { written: '', errors: [], uncoded: [], problems: [], uncaught: [] }
  const note = (error: unknown, where: string): void => {
    result.errors.push(nameOfError(error))
    if (!isExpectedError(error)) result.uncoded.push(`${where}: ${nameOfError(error)}`)
  }
  result.uncaught = await uncaughtErrors(async () => {
    const { choices, calls } = callsOf(input)
    const kind = choices.byte()
    const detail = choices.byte()
    const wire = new Wire(true)
    wire.on('error', () => {})
    const useMessage = (message: nodeHttp.OutgoingMessage): void => {
      message.on('error', (error) => note(error, "'error'"))
      watchEvents(message, 'the message', result.problems)
      for (const call of calls) {
        try {
          call.apply(message as never, module)
        } catch (error) {
          note(error, call.name)
        }
      }
      try {
        message.end()
      } catch (error) {
        note(error, 'the last end')
      }
    }
    if (kind % 2 === 0) {
      const server = module.createServer({ rejectNonStandardBodyWrites: (detail & 4) !== 0, ...(detail & 8 ? { httpValidation: 'relaxed' } : undefined) } as nodeHttp.ServerOptions, (_req, res) => useMessage(res))
      server.emit('connection', wire)
      await feed(wire, REQUESTS[detail % REQUESTS.length]!)
    } else {
      const req = module.request({ host: 'a', method: detail & 1 ? 'POST' : 'GET', createConnection: () => wire as never, agent: false, ...(detail & 8 ? { httpValidation: 'relaxed' } : undefined) } as nodeHttp.RequestOptions)
      req.on('response', (res) => res.resume())
      useMessage(req)
      await wire.quiet()
      await feed(wire, RESPONSE)
    }
    result.written = wire.written
    await feed(wire, null)
    wire.destroy()
    await new Promise(setImmediate)
  })
  return result
}

function checkWritten(written: string, gives: number): string[] {
  const { fields, trailers } = linesOf(written)
  const problems: string[] = []
  for (const line of [...fields, ...trailers]) {
    if (line.startsWith(INJECTED)) problems.push(`an injected line\n  ${JSON.stringify(written)}`)
    else if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+: /.test(line) && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+:$/.test(line)) problems.push(`a line that is no field: ${JSON.stringify(line)}`)
  }
  if (fields.length + trailers.length > gives + OWN_FIELDS) problems.push(`more fields than were set\n  ${JSON.stringify(written)}`)
  return problems
}

export const messagesTarget: Target = {
  control: 2,
  seeds: ['\0\0', '\x01\x01', '\0\x02', '\0\0\0\x00\x04abcd', '\x01\x01\x03\x05\x06', '\0\0\x06\x01\x01\x05\x02\x03\x04\x05\x06\x07', '\0\0\x08\x05\x01\x02\x03\x11\x00\x02hi', `\0\0${String.fromCharCode(...Array.from({ length: 60 }, (_, i) => (i * 89) & 0xff))}`, `\x01\x01${String.fromCharCode(...Array.from({ length: 60 }, (_, i) => (i * 53) & 0xff))}`],
  async run(input): Promise<Run> {
    const result = await callAll(layered, input)
    const { calls } = callsOf(input)
    const gives = calls.reduce((sum, call) => sum + call.gives, 0)
    const problems = [...result.problems, ...result.uncoded.map((error) => `an error without a code: ${error}`), ...result.uncaught]
    const injected = checkWritten(result.written, gives)
    // An error of a conversion, such as that of a symbol, has no code in Node either, and is uncaught there, too.
    const known = problems.length === 0 ? undefined : await problemsOfNode(input)
    return { problems: [...injected, ...problems.filter((problem) => !known!.has(classOf(problem)))], features: [...result.errors, ...calls.map(({ name }) => name), result.written.slice(0, 12)] }
  },
}

/** Returns the class of a problem: two implementations have the same one, though their messages differ. */
const classOf = (problem: string): string => (/^(an error without a code|uncaught)/.exec(problem)?.[1] ?? kindOf(problem))

async function problemsOfNode(input: string): Promise<Set<string>> {
  const { problems, uncoded, uncaught } = await callAll(nodeHttp, input)
  return new Set([...problems, ...uncoded.map(() => 'an error without a code'), ...uncaught].map(classOf))
}
