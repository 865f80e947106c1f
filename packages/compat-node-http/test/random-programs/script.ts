/** Renders a program as a script that runs on its own and prints its events. */
import { readFileSync } from 'node:fs'
import type { Program } from './program.js'
import { render } from './render.js'

const NODE: Record<string, string> = { EventEmitter: `const { EventEmitter } = require('node:events')`, once: `const { once } = require('node:events')`, createHash: `const { createHash } = require('node:crypto')`, net: `const net = require('node:net')`, stream: `const stream = require('node:stream')`, util: `const util = require('node:util')` }

/** Returns the helpers by name, without the comments before them. */
function helpers(): Map<string, string> {
  const text = readFileSync(new URL('./helpers.cjs', import.meta.url), 'utf8')
  return new Map([...text.matchAll(/^ {2}(?:async )?function (\w+)[^]*?\n {2}\}\n/gm)].map(([code, name]) => [name!, code!.replace(/^ {2}/gm, '')]))
}

export function script(program: Program): string {
  const body = render(program)
  const all = helpers()
  const needed = new Set<string>()
  const uses = (code: string, name: string): boolean => new RegExp(`\\b${name}\\(`).test(code)
  const need = (code: string): void => {
    for (const [name, text] of all) {
      if (needed.has(name) || !uses(code, name)) continue
      needed.add(name)
      need(text)
    }
  }
  need(body)
  const used = [...all].filter(([name]) => needed.has(name)).map(([, code]) => code)
  const code = `${used.join('')}\n${body}`
  const requires = Object.entries(NODE).filter(([name]) => new RegExp(`\\b${name}\\b`).test(code.replace(/require\([^)]*\)/g, '')))
  return [
    `const http = require('node:http')`,
    ...requires.map(([, line]) => line),
    `const looks = []`,
    ...(needed.has('turn') ? [`const longTurn = ${program.pair === undefined ? 'process.versions.deno ? 61 : 1' : '1'}`] : []),
    `const atRest = (look) => looks.push(look)`,
    `const record = (...what) => console.log(...what.filter((word) => word !== undefined))`,
    `const use = (thing) => thing`,
    `const undo = () => {}`,
    `process.on('uncaughtException', (error) => console.log('uncaught', error.code ?? error.message))`,
    `setTimeout(() => { for (const look of looks) look(); process.exit() }, 500)`,
    '',
    ...used,
    `async function main() {\n${body.replace(/^(?=.)/gm, '  ')}\n}`,
    'main()',
    '',
  ].join('\n')
}
