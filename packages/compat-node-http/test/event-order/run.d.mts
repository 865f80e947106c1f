/** Types of run.mjs. */
import type { Server } from 'node:http'

/** The network between server and client. */
export interface Between {
  listen(server: Server): Promise<object> | object
  /** Returns the agent of the requests: false, or undefined for a new one of each request, if the scenario has no options of an agent. */
  agent(http: object, options: object | undefined): object | false | undefined
  close(server: Server): unknown
}

export function run(http: object, scenario: object, network?: Between): Promise<{ server: string; client: string }>
