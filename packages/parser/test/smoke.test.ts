import { expect, it } from 'vitest'
import { smoke } from './smoke.js'

it('the smoke test for other runtimes passes here', () => {
  expect(smoke()).toContain('events at every cut')
})
