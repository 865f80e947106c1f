/** The cases of the matrices of server, client and agent over a memory network: the same traces as over TCP, which are those of Node 26. */
import * as agent from '@layered-http/agent'
import * as client from '@layered-http/client'
import * as server from '@layered-http/server'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { testMatrix } from '@layered-http/test-kit'
import { expect, test } from 'vitest'
import { DIFFERENCES } from './differences.js'
import { overTcp, replaceNet } from './memory-net.js'

replaceNet()

const PACKAGES = new URL('../../../', import.meta.url)
for (const [ours, folder] of [
  [{ ...server, IncomingMessage, OutgoingMessage }, 'server'],
  [{ ...client, Agent: agent.Agent }, 'client'],
  [{ Agent: agent.Agent, get: client.get, request: client.request }, 'agent'],
] as const) await testMatrix(ours, new URL(`${folder}/test/matrix/`, PACKAGES), DIFFERENCES)

test('no case used a socket of the operating system', () => {
  expect(overTcp).toEqual([])
})
