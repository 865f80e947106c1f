/** `layered: { urlParts: true }` gives requests `pathname`, `search` and `query`. */
import type { ParsedUrlQuery } from 'node:querystring'
import { createServer } from '@layered-http/server'

const server = createServer({ layered: { urlParts: true } }, (req, res) => {
  const parts: [string, string, ParsedUrlQuery] = [req.pathname, req.search, req.query]
  res.end(parts[0] + parts[1] + String(parts[2]['name']))
})
server.on('request', (req) => console.log(req.pathname.length))

// @ts-expect-error: the option is off
createServer({ layered: { urlParts: false } }, (req, res) => res.end(req.pathname))
// @ts-expect-error: the option is not set
createServer((req, res) => res.end(req.search))
