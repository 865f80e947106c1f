/**
 * NODE_DEBUG=http: what happens to requests, on standard error. It subscribes to the diagnostics channels, so that it costs
 * nothing while it is off. The lines are for people, and not those of Node.
 */
import { subscribe } from 'node:diagnostics_channel'

interface Messages {
  request: { method: string | null; url?: string; path?: string }
  response: { statusCode: number }
  error: Error
}

/** Channels, and the line for one of their messages. */
const LINES: Readonly<Record<string, (message: Messages) => string>> = {
  'http.client.request.created': ({ request }) => `client: ${request.method} ${request.path}`,
  'http.client.request.start': ({ request }) => `client: ${request.method} ${request.path} is sent`,
  'http.client.request.error': ({ request, error }) => `client: ${request.method} ${request.path} failed: ${error.message}`,
  'http.client.response.finish': ({ request, response }) => `client: ${request.method} ${request.path} is answered with ${response.statusCode}`,
  'http.server.request.start': ({ request }) => `server: ${request.method} ${request.url}`,
  'http.server.response.finish': ({ request, response }) => `server: ${request.method} ${request.url} was answered with ${response.statusCode}`,
}

/** Prints, from now on, if the environment asks for it. */
export function printDebugLines(): void {
  // An import of node:util would load it for all, with much that it has.
  if (!process.env.NODE_DEBUG) return
  const print = process.getBuiltinModule('node:util').debuglog('http')
  if (!print.enabled) return
  process.emitWarning(
    "Setting the NODE_DEBUG environment variable to 'http' can expose sensitive data (such as passwords, tokens and authentication headers) in the resulting log.",
  )
  for (const [name, line] of Object.entries(LINES)) subscribe(name, (message) => print('%s', line(message as Messages)))
}

/** Prints that the preload in the file `url` has replaced Node's modules, if the environment asks for it. */
export function printPreloaded(url: string): void {
  if (process.env.NODE_DEBUG) process.getBuiltinModule('node:util').debuglog('http')('%s serves node:http in this process', url)
}
