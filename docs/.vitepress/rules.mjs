/** Rules for the Markdown of the pages. It is written for a Git host; here its links and diagrams become those of a site. */
import { existsSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isPage, placeOf, REPOSITORY } from './pages.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Links lead to pages of the site, and to the repository for other files. Pictures of the repository are those of the site. */
export function linkRule(md) {
  md.core.ruler.push('links', ({ tokens, env }) => {
    const page = relative(ROOT, env.realPath ?? env.path).replaceAll('\\', '/')
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'image') {
        const src = pictureOf(page, token.attrGet('src'))
        token.attrSet('src', src)
        // The theme knows them by their class: after the build a src may be the picture itself.
        token.attrJoin('class', src.endsWith('.svg') ? 'chart' : 'picture')
      }
      if (token.type !== 'link_open') continue
      const { href, target } = addressOf(page, token.attrGet('href'))
      token.attrSet('href', href)
      if (target !== undefined) token.attrSet('target', target)
    }
  })
}

/**
 * Returns the address of a link on the site.
 *
 * @param page - the file that has the link, from the root of the repository
 */
export function addressOf(page, href) {
  const [, ref = href] = /^https:\/\/github\.com\/layered-http\/layered-http\/(?:blob|tree)\/main(\/.*)$/.exec(href) ?? []
  if (/^[a-z]+:/.test(ref) || ref.startsWith('#')) return { href }
  const [path, anchor] = ref.split('#')
  const file = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path)
  const hash = anchor === undefined ? '' : `#${anchor}`
  // The site has pages for what a Git host shows as a report, or as the README of a program.
  const report = /^packages\/[^/]+\/etc\/(.+)\.api\.md$/.exec(file)
  if (report !== null) return { href: `/api/${report[1]}.md` }
  if (file === 'packages/parser/playground/README.md') return { href: '/playground/index.html', target: '_self' }
  if (isPage(file)) return { href: `/${placeOf(file)}${hash}` }
  // A folder with a page.
  const readme = `${file.replace(/\/$/, '')}/README.md`
  if (isPage(readme) && existsSync(join(ROOT, readme))) return { href: `/${placeOf(readme)}${hash}` }
  return { href: `${REPOSITORY}${file}${hash}` }
}

/** Returns the path of a picture from its page. READMEs of packages name theirs by a full URL, because npm shows them outside of the repository. */
function pictureOf(page, src) {
  const [, path] = /^https:\/\/github\.com\/layered-http\/layered-http\/raw\/main\/(.+)$/.exec(src) ?? []
  return path === undefined ? src : posix.relative(posix.dirname(page), path)
}

/** Characters of a cell that make its column one of sentences. */
const SENTENCE = 60
/** Tables with fewer columns have room for sentences on a phone too. */
const MANY_COLUMNS = 4

/** Marks the heads of columns that have sentences, in tables of many columns. */
export function tableRule(md) {
  md.core.ruler.push('tables', ({ tokens }) => {
    let heads = []
    let column = 0
    let texts = []
    tokens.forEach(({ type }, index) => {
      if (type === 'table_open') [heads, texts] = [[], []]
      if (type === 'tr_open') column = 0
      if (type === 'th_open') heads.push(tokens[index])
      if (type === 'th_open' || type === 'td_open') {
        const text = tokens[index + 1].children.map(({ content }) => content).join('')
        texts[column] = Math.max(texts[column] ?? 0, text.length)
        column += 1
      }
      if (type === 'table_close' && heads.length >= MANY_COLUMNS) heads.forEach((head, place) => texts[place] > SENTENCE && head.attrJoin('class', 'sentences'))
    })
  })
}

/** Diagrams are drawn in the browser: see theme/diagrams.mjs. */
export function mermaidRule(md) {
  const { fence } = md.renderer.rules
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index]
    return info.trim() === 'mermaid' ? `<pre class="mermaid" v-pre>${md.utils.escapeHtml(content)}</pre>\n` : fence(tokens, index, ...rest)
  }
}

/** Returns the anchor that a Git host gives a heading, so that links work in both places. */
export function slugify(heading) {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, '').trim().replaceAll(' ', '-')
}
