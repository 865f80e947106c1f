/** The header Expect, and the reaction of the server. */
export const kind = 'server'

const post = (expect, more = '') => `POST / HTTP/1.1\r\nHost: a\r\nExpect: ${expect}\r\nContent-Length: 2\r\n${more}\r\n`
const CLOSE = 'Connection: close\r\n'
const answer = (req, res) => req.resume().on('end', () => res.end('z'))
const sendsBody = (expect) => async (peer) => {
  await peer.write(post(expect, CLOSE))
  await peer.until('100 Continue')
  await peer.write('ab')
  await peer.ended
}

export const cases = {
  'SV-19 without a listener: 100, then the request': { client: sendsBody('100-continue'), handle: answer },
  'SV-19 100-continue in any case, among other values': { client: sendsBody('100-Continue, foo'), handle: answer, events: false },
  'SV-19 checkContinue that continues': {
    client: sendsBody('100-continue'),
    setup: (server, t) => server.on('checkContinue', (req, res) => {
      t.log('check', req.method)
      res.writeContinue()
      answer(req, res)
    }),
    handle: answer,
  },
  'SV-19 the body comes without waiting': { send: `${post('100-continue', CLOSE)}ab`, handle: answer, events: false },
  'SV-20 unknown: 417': { send: `${post('miracles')}ab`, until: '0\r\n\r\n', handle: answer, events: false },
  'SV-20 checkExpectation': {
    send: `${post('miracles', CLOSE)}ab`,
    setup: (server, t) => server.on('checkExpectation', (req, res) => {
      t.log('check', req.headers.expect)
      answer(req, res)
    }),
    handle: answer,
    events: false,
  },
  'SV-19 100-continue as a part of a word': { send: `${post('x100-continue')}ab`, until: '0\r\n\r\n', handle: answer, events: false },
  'SV-19 checkContinue that refuses closes the connection': {
    send: post('100-continue'),
    setup: (server) => server.on('checkContinue', (req, res) => res.writeHead(403).end()),
    handle: answer,
  },
}
