/** `setTimeout` of a request (CL-18, SO-24), also when there is nothing left to time. */
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { request } from '../src/index.js'

test.each(['setTimeout', 'clearTimeout'] as const)('%s refuses what is no function on a destroyed request, too (CL-18)', (method) => {
  const req = request({ createConnection: () => new Duplex(), agent: false }).on('error', () => {})
  req.destroy()
  const call = method === 'setTimeout' ? () => req.setTimeout(5, 'x' as never) : () => req.clearTimeout('x' as never)
  expect(call).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }) as Error)
})
