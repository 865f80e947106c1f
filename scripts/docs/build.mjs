/** Builds the site of the documentation into docs/.vitepress/dist. The packages' declarations must be there: turbo.json has the order. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'vitepress'
import { buildPlayground } from '../../packages/parser/playground/build.mjs'
import { API_FOLDER } from '../../docs/.vitepress/pages.mjs'
import { ROOT } from '../step.mjs'
import { makeApiPages } from './api.mjs'

const PUBLIC = join(ROOT, 'docs/.vitepress/temp/public')

rmSync(PUBLIC, { recursive: true, force: true })
mkdirSync(PUBLIC, { recursive: true })
copyFileSync(join(dirname(createRequire(import.meta.url).resolve('@mermaid-js/tiny')), 'mermaid.tiny.js'), join(PUBLIC, 'mermaid.js'))
await buildPlayground(join(PUBLIC, 'playground'))
console.log(`${makeApiPages(join(ROOT, API_FOLDER))} public names`)
await build(join(ROOT, 'docs'))
