/** The fenced blocks of all pages of the repository. */
import { readFileSync } from 'node:fs'
import { filesIn, ROOT } from '../support/sources.js'

export interface Block {
  /** From the root of the repository. */
  page: string
  line: number
  language: string
  code: string
  /** The line before it, such as a comment that names its source. */
  before: string
}

const FENCED = /^( *)```([^\n`]*)\n([^]*?)^\1```$/gm
/** Four spaces after an empty line, outside of a list. */
const INDENTED = /(?<=^(?! |- |\d+\. )[^\n]*\n\n)(?: {4}.*\n)+/gm

/** Returns the blocks of a page. A fence may be indented, as in a list; the text is without the indentation. A block by indentation alone has commands. */
export function blocksOf(page: string, markdown: string): Block[] {
  const text = withoutFences(markdown)
  return [
    ...[...markdown.matchAll(FENCED)].map(({ index, 1: indent, 2: info, 3: code }) => blockAt(page, markdown, index, info!.trim(), code!, indent!)),
    ...[...text.matchAll(INDENTED)].map(({ index, 0: code }) => blockAt(page, text, index, 'sh', code, '    ')),
  ]
}

/** Returns a page with empty lines instead of its fenced blocks. */
export function withoutFences(markdown: string): string {
  return markdown.replace(FENCED, (block) => block.replace(/.+/g, ''))
}

function blockAt(page: string, markdown: string, index: number, language: string, code: string, indent: string): Block {
  const before = markdown.slice(0, index)
  return { page, line: before.split('\n').length, language, code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), before: before.trimEnd().split('\n').at(-1)! }
}

/** Returns all pages with their text. API reports are made of the sources, and changelogs tell of versions that are gone. */
export function allPages(): { page: string; markdown: string }[] {
  return filesIn('', ['.md'])
    .filter((page) => !page.endsWith('CHANGELOG.md'))
    .map((page) => ({ page, markdown: readFileSync(`${ROOT}${page}`, 'utf8') }))
}

/** Returns the name of a block for people: its page, and its first line, which survives changes of the page around it. */
export function nameOf({ page, code }: Block): string {
  return `${page}: ${code.split('\n', 1)[0]!.trim()}`
}
