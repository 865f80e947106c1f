/** Shared by the tests of requests over TLS: servers of node:https, raw servers, and the outcome of a request. */
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type net from 'node:net'
import tls from 'node:tls'
import { onTestFinished } from 'vitest'
import { HttpsAgent } from '@layered-http/agent/https'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { request, type RequestOptions } from '../../src/https.js'

/** Calls `cleanUp` after the test. Files share this module, so an `afterEach` here would be one of the first file only. */
export function afterwards(cleanUp: () => void): void {
  onTestFinished(cleanUp)
}

export async function serve(listener: http.RequestListener, options: https.ServerOptions = {}): Promise<number> {
  const server = https.createServer({ ...SERVER, ...options }, listener).on('tlsClientError', () => {})
  afterwards(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

export async function servePlain(listener: http.RequestListener): Promise<number> {
  const server = http.createServer(listener)
  afterwards(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

/** Starts a TLS server that counts the decrypted bytes that it receives. */
export async function countBytes(options: tls.TlsOptions): Promise<{ port: number; bytes: () => number }> {
  let bytes = 0
  const sockets = new Set<net.Socket>()
  const server = tls.createServer(options, (socket) => socket.on('error', () => {}).on('data', (chunk) => (bytes += chunk.length)))
  server.on('connection', (socket: net.Socket) => sockets.add(socket.on('error', () => {}))).on('tlsClientError', () => {})
  afterwards(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: await listen(server), bytes: () => bytes }
}

/** Node's `https`, and ours. */
export interface Module {
  request(options: RequestOptions): http.ClientRequest
  Agent: new (options?: object) => { destroy(): void }
}
export const ours = { request, Agent: HttpsAgent } as unknown as Module
export const nodes = https as unknown as Module

/** Returns status and body of the response, or code and message of the error. Newer Nodes add advice to some messages. */
export async function outcome(req: http.ClientRequest): Promise<string> {
  const closed = new Promise<void>((resolve) => req.on('close', resolve))
  let answer = ''
  req.on('error', (error: Error & { code?: string }) => (answer = `${error.code} ${error.message.replace(/; if the root CA.*/, '').replace(/.*SSL routines:[^:]*:([^:]*).*/s, '$1')}`))
  req.on('response', (res) => {
    answer = `${res.statusCode} `
    res.setEncoding('utf8').on('data', (text: string) => (answer += text)).on('error', () => {})
  })
  req.end()
  await closed
  return answer
}

export const LOCAL: RequestOptions = { host: 'localhost', family: 4, ca: CA, agent: false }

export { once }
