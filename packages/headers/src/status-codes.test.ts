import { STATUS_CODES as NODE_STATUS_CODES } from 'node:http'
import { describe, expect, it } from 'vitest'
import { isBodilessStatus, STATUS_CODES } from './index.js'

describe('STATUS_CODES', () => {
  it('M-02 has the 63 texts of node:http', () => {
    expect(STATUS_CODES).toEqual({ ...NODE_STATUS_CODES })
    expect(Object.keys(STATUS_CODES)).toHaveLength(63)
    expect([STATUS_CODES[413], STATUS_CODES[418], STATUS_CODES[422], STATUS_CODES[425], STATUS_CODES[509], STATUS_CODES[104], STATUS_CODES[306]]).toEqual([
      'Payload Too Large', "I'm a Teapot", 'Unprocessable Entity', 'Too Early', 'Bandwidth Limit Exceeded', undefined, undefined,
    ])
  })
})

it('204 and 304 are the final statuses without a body', () => {
  expect(Object.keys(STATUS_CODES).map(Number).filter(isBodilessStatus)).toEqual([204, 304])
})
