/**
 * Reads JSON, with a limit for each part of the exchange.
 *
 *     node call.mjs http://example.org/notes
 */
import { Agent } from '@layered-http/agent'
import { get, RequestTimeoutError } from '@layered-http/client'

/** One for the whole program: it keeps connections. A GET that meets one that the server has just closed is sent again. */
const agent = new Agent({ keepAlive: true, layered: { staleRetry: true } })
/** Milliseconds. */
const timeouts = { connect: 2_000, headers: 10_000, idle: 5_000, total: 60_000 }

function getJson(url) {
  return new Promise((resolve, reject) => {
    const req = get(url, { agent, headers: { Accept: 'application/json' }, layered: { timeouts } }, async (res) => {
      try {
        let text = ''
        for await (const piece of res.setEncoding('utf8')) text += piece
        if (res.statusCode !== 200) throw new Error(`${res.statusCode} ${res.statusMessage}`)
        resolve(JSON.parse(text))
      } catch (error) {
        reject(error)
      }
    })
    req.on('error', reject)
  })
}

try {
  console.log(await getJson(process.argv[2]))
} catch (error) {
  const part = error instanceof RequestTimeoutError ? ` in ${error.phase} after ${Math.round(error.elapsed)} ms` : ''
  console.log(`failed${part}: ${error.code ?? error.message}`)
}
await agent.close()
