/** Links between the pages lead to a file and, with `#`, to a heading or an anchor in it. Files that a page names in its text exist. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, ROOT } from './support/sources.js'

/** npm shows the READMEs of packages outside of the repository, so they link to its files by full URLs. */
const REPOSITORY = /^https:\/\/github\.com\/layered-http\/layered-http\/(?:blob|tree)\/main\//

test('the target of every relative link exists', () => {
  const pages = filesIn('', ['.md'])
  expect(pages).toContain('docs/server.md')
  const dead = pages.flatMap((page) => linksOf(read(page)).filter((link) => !leadsSomewhere(page, link)).map((link) => `${page}: ${link}`))
  expect(dead).toEqual([])
})

test('every source, test or page that the documentation names exists', () => {
  const files = filesIn('', ['.ts', '.mjs', '.md']).map((path) => `/${path}`)
  // conformance.md names Node's tests; changelogs name files that may be gone.
  const pages = filesIn('', ['.md']).filter((page) => page !== 'docs/conformance.md' && !page.endsWith('CHANGELOG.md'))
  const missing = pages.flatMap((page) =>
    [...withoutBlocks(read(page)).matchAll(/`([a-z\d./_-]+\.(?:ts|mjs|md))`/g)].filter(([, name]) => !files.some((path) => path.endsWith(`/${name}`))).map(([, name]) => `${page}: ${name}`),
  )
  expect(missing).toEqual([])
})

test('headings have the anchors that GitHub gives them', () => {
  expect(anchorsOf('# A `code()`, and [a link](x.md)\n## Same\n## Same\n```\n# no heading\n```\n<a id="p-01"></a>')).toEqual(new Set(['a-code-and-a-link', 'same', 'same-1', 'p-01']))
})

test('links are found in text and tables, not in code', () => {
  expect(linksOf('[a](b.md#c) ![d](e.svg) `[no](no.md)`\n```\n[no](no.md)\n```\n[f]: g.md')).toEqual(['b.md#c', 'e.svg', 'g.md'])
})

function leadsSomewhere(page: string, link: string): boolean {
  const local = REPOSITORY.test(link) ? `/${link.replace(REPOSITORY, '')}` : link
  if (/^[a-z]+:/.test(local)) return true
  const [path = '', anchor] = local.split('#')
  const target = path === '' ? page : path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path)
  if (!existsSync(`${ROOT}${target}`)) return false
  if (anchor === undefined || anchor === '') return true
  return statSync(`${ROOT}${target}`).isFile() && anchorsOf(read(target)).has(anchor)
}

function linksOf(markdown: string): string[] {
  const text = withoutBlocks(markdown).replace(/`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^\s()]+)\)|^\[[^\]]+\]: (\S+)/gm)].map(([, inline, reference]) => (inline ?? reference)!)
}

function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set([...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!))
  for (const [, heading] of withoutBlocks(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, '').trim().replaceAll(' ', '-')
    let anchor = slug
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^ *```[^]*?^ *```$/gm, '')
}

function read(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8')
}
