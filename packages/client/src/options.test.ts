import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { request } from './index.js'
import { REQUEST_OPTIONS } from './options.js'

const rows = Object.entries(REQUEST_OPTIONS)

test('the table in the README matches the table of the options', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(['| option | default | |', '| --- | --- | --- |', ...rows.map(([name, { byDefault, doc }]) => `| \`${name}\` | ${byDefault} | ${doc} |`)].join('\n'))
})

const WRONG: Partial<Record<keyof typeof REQUEST_OPTIONS, [value: unknown, code: string]>> = {
  protocol: ['x:', 'ERR_INVALID_PROTOCOL'],
  host: [5, 'ERR_INVALID_ARG_TYPE'],
  hostname: [5, 'ERR_INVALID_ARG_TYPE'],
  method: [5, 'ERR_INVALID_ARG_TYPE'],
  path: ['/a b', 'ERR_UNESCAPED_CHARACTERS'],
  headers: [['a', 'b', 'c'], 'ERR_INVALID_ARG_VALUE'],
  agent: [5, 'ERR_INVALID_ARG_TYPE'],
  timeout: ['5', 'ERR_INVALID_ARG_TYPE'],
  signal: [5, 'ERR_INVALID_ARG_TYPE'],
  joinDuplicateHeaders: [5, 'ERR_INVALID_ARG_TYPE'],
  maxHeaderSize: ['5', 'ERR_INVALID_ARG_TYPE'],
  insecureHTTPParser: [5, 'ERR_INVALID_ARG_TYPE'],
  httpValidation: [5, 'ERR_INVALID_ARG_VALUE'],
  layered: [5, 'ERR_INVALID_ARG_TYPE'],
}

test('every option with a check refuses a wrong value with an error that names the option', () => {
  expect(Object.keys(WRONG).sort()).toEqual(rows.filter(([, row]) => 'check' in row).map(([name]) => name).sort())
  for (const [name, [value, code]] of Object.entries(WRONG)) {
    const message = expect.stringMatching(new RegExp(name, 'i')) as string
    expect(() => request({ [name]: value })).toThrow(expect.objectContaining({ code, message }) as Error)
  }
})
