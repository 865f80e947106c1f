/** The agent that the client exports, and an agent of the user. */
import nodeHttp from 'node:http'
import { Agent, get, type ClientRequest, type RequestOptions } from '@layered-http/client'

class Counting extends Agent {
  count = 0
  override addRequest(...args: Parameters<Agent['addRequest']>): void {
    this.count++
    super.addRequest(...args)
  }
}
const agent = new Counting({ keepAlive: true, scheduling: 'fifo', timeout: 1000 })
const sent: ClientRequest = get({ agent } satisfies RequestOptions)
console.log(agent.count, agent.getName({ host: 'a', port: 1 }), Object.keys(agent.freeSockets), agent.maxFreeSockets.toFixed(), sent.reusedSocket)
agent.on('free', (socket) => socket.destroy())
get({ agent: new nodeHttp.Agent() })
nodeHttp.get({ agent })

// @ts-expect-error: a number is expected
new Agent({ maxSockets: '1' })
