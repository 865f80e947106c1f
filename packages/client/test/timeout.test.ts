/** `setTimeout` of a request (CL-18, SO-24), also after the request was destroyed. */
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { request } from '../src/index.js'

test.each(['setTimeout', 'clearTimeout'] as const)('%s refuses a callback that is not a function, also on a destroyed request (CL-18)', (method) => {
  const req = request({ createConnection: () => new Duplex(), agent: false }).on('error', () => {})
  req.destroy()
  const call = method === 'setTimeout' ? () => req.setTimeout(5, 'x' as never) : () => req.clearTimeout('x' as never)
  expect(call).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }) as Error)
})
