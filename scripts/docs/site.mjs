/** The built site: its folder and its pages. */
import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { ROOT } from '../step.mjs'

export const SITE = join(ROOT, 'docs/.vitepress/dist')

/** Returns the paths of all pages, from the root of the site. */
export function pagesOfSite() {
  return readdirSync(SITE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html') && entry.name !== '404.html')
    .map((entry) => relative(SITE, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}
