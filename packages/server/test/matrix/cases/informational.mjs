/** Informational responses (1xx). */
export const kind = 'server'

const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const does = (act, more) => ({
  send: LAST,
  events: false,
  handle(req, res, t) {
    act(res, t)
    res.end('z')
  },
  ...more,
})

export const cases = {
  'SR-06 writeContinue, more than once, with a callback': does((res, t) => {
    t.log('returns', res.writeContinue(t.callback('cb')))
    res.writeContinue()
  }),
  'SR-07 writeProcessing': does((res, t) => {
    t.log('returns', res.writeProcessing(t.callback('cb')))
    t.log('sent', res.headersSent)
  }),
  'SR-08 writeEarlyHints with a link': does((res, t) => t.log('returns', res.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' }, t.callback('cb')))),
  'SR-08 writeEarlyHints with links and other headers': does((res) => res.writeEarlyHints({ 'x-before': '1', link: ['</a>; rel=preload', '</b>; rel="preload"; as=script'], 'X-After': '2' })),
  'SR-08 writeEarlyHints without a link': does((res, t) => res.writeEarlyHints({ 'x-a': '1' }, t.callback('cb'))),
  'SR-08 writeEarlyHints with Link in capitals, with an empty list': does((res, t) => {
    res.writeEarlyHints({ Link: '</a>; rel=preload' }, t.callback('capital'))
    res.writeEarlyHints({ link: [] }, t.callback('empty'))
  }),
  'SR-08 hints that are not an object': does((res, t) => {
    for (const hints of [null, undefined, 'x', 1, [], () => {}]) t.attempt(`hints ${String(hints)}`, () => res.writeEarlyHints(hints))
  }),
  'SR-08 links that are not valid': does((res, t) => {
    for (const link of ['', 'x', '<a>', '<a', 1, {}, ['<a>; rel=x', 'bad'], '</a>; rel=preload, </b>; rel=preload', '</a>;rel=preload', '<>; rel=x', '</a>; as="x y"', '</a>; crossorigin', 'bad; </a>; rel=x', '</a>; rel=preload\r\nX: y']) {
      t.attempt(`link ${JSON.stringify(link)}`, () => res.writeEarlyHints({ link }))
    }
  }),
  'SR-08 other hints that may not be sent': does((res, t) => {
    t.attempt('value', () => res.writeEarlyHints({ link: '</a>; rel=preload', x: 'a\r\nb: c' }))
    t.attempt('name', () => res.writeEarlyHints({ link: '</a>; rel=preload', 'a b': 'c' }))
    t.attempt('undefined', () => res.writeEarlyHints({ link: '</a>; rel=preload', a: undefined }))
    t.attempt('array', () => res.writeEarlyHints({ link: '</a>; rel=preload', a: ['1', '2'] }))
  }),
  'SR-09 writeInformation with every form of headers': does((res, t) => {
    t.attempt('none', () => res.writeInformation(110))
    t.attempt('object', () => res.writeInformation(103, { A: '1', b: ['2', '3'] }))
    t.attempt('flat', () => res.writeInformation(103, ['c', '4', 'c', '5']))
    t.attempt('undefined', () => res.writeInformation(199, undefined, t.callback('cb 1')))
    t.attempt('headers and callback', () => res.writeInformation(102, { d: '6' }, t.callback('cb 2')))
    t.attempt('callback in their place', () => res.writeInformation(199, t.callback('cb 3')))
  }),
  'SR-09 status codes that are not valid': does((res, t) => {
    for (const code of [99, 101, 200, 'x', '103', undefined, 103.5, NaN]) t.attempt(`writeInformation ${code}`, () => res.writeInformation(code))
  }),
  'SR-09 headers that may not be sent': does((res, t) => {
    t.attempt('name', () => res.writeInformation(103, { 'a b': '1' }))
    t.attempt('value', () => res.writeInformation(103, { a: '\n' }))
    t.attempt('undefined', () => res.writeInformation(103, { a: undefined }))
    t.attempt('flat', () => res.writeInformation(103, ['a', '\0']))
    t.attempt('odd', () => res.writeInformation(103, ['a', '1', 'b']))
    t.attempt('pairs', () => res.writeInformation(103, [['a', '1'], ['b', '2']]))
    t.attempt('string', () => res.writeInformation(103, 'x'))
    t.attempt('null', () => res.writeInformation(103, null))
  }),
  'SR-09 informational responses of a request whose response waits': {
    events: false,
    send: 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    handle(req, res) {
      res.writeProcessing()
      if (req.url === '/1') setImmediate(() => res.end('1'))
      else res.end('2')
    },
  },
  'SR-09 after the connection has closed': {
    client: async (peer, t) => {
      await peer.write(LAST)
      await t.wait('request')
      peer.destroy()
    },
    events: false,
    handle(req, res, t) {
      t.send('request')
      res.on('close', () => {
        t.attempt('writeContinue', () => res.writeContinue())
        t.attempt('writeEarlyHints', () => res.writeEarlyHints({ link: '</a>; rel=preload' }))
      })
    },
  },
}
