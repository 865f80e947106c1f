/** Message classes of the user: the listener gets objects of these classes. */
import { createServer, IncomingMessage, Server, ServerResponse } from '@layered-http/server'

class MyRequest extends IncomingMessage {
  readonly startedAt = Date.now()
  get isSecure(): boolean {
    return 'encrypted' in this.socket
  }
}
class MyResponse extends ServerResponse {
  json(value: unknown): this {
    this.setHeader('content-type', 'application/json')
    return this.end(JSON.stringify(value))
  }
}

const server = createServer({ IncomingMessage: MyRequest, ServerResponse: MyResponse }, (req, res) => res.json([req.startedAt, req.isSecure]))
server.on('request', (req, res) => void res.json(req.isSecure))
server.on('checkContinue', (req, res) => void res.json(req.startedAt))
createServer({ ServerResponse: MyResponse }, (req, res) => void res.json(req.url))
createServer({ IncomingMessage: MyRequest }, (req, res) => void res.end(String(req.startedAt)))
new Server({ ServerResponse: MyResponse }, (_req, res) => void res.json(1)).listen(0)

// @ts-expect-error: the response is the ordinary one
createServer((_req, res) => void res.json(1))
// @ts-expect-error: the request is the ordinary one
createServer({ ServerResponse: MyResponse }, (req) => console.log(req.startedAt))
// @ts-expect-error: this is not a class of responses
createServer({ ServerResponse: MyRequest })
