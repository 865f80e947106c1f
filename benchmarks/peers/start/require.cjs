/** `node require.cjs WHAT MODULE`: loads a module by `require`, and uses it for one exchange: as a server and a client, or one of them alone. */
const start = require('./exchange.cjs')

const [what, name] = process.argv.slice(2)
const USES = {
  /** Only loads the module. */
  load: (_module, done) => done(start.EXPECTED),
  exchange: start.exchange,
  server: start.serve,
  client: start.ask,
  /** The module is an agent for Node's own request. */
  agent: ({ Agent }, done) => start.ask(require('node:http'), done, { agent: new Agent() }),
  /** The module reads one request. */
  parser: ({ RequestParser, HTTPParser }, done) => {
    const bytes = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    if (RequestParser !== undefined) return done([...new RequestParser().parse(bytes)].length === 2 ? start.EXPECTED : 'no message')
    const parser = new HTTPParser()
    let url
    parser[HTTPParser.kOnHeadersComplete] = (...values) => void (url = values[4])
    parser.initialize(HTTPParser.REQUEST, {})
    parser.execute(bytes)
    done(url === '/' ? start.EXPECTED : 'no message')
  },
}
USES[what](require(name), (answer) => start.report(answer))
