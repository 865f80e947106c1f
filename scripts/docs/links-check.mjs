/** Finds dead links, anchors and files in the HTML of the site, without a browser. */
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { SITE } from './site.mjs'

/** Returns a line for each link that leads nowhere. */
export function deadLinks(paths) {
  const anchors = new Map()
  const anchorsOf = (path) => {
    if (!anchors.has(path)) anchors.set(path, new Set([...readFileSync(join(SITE, path), 'utf8').matchAll(/ id="([^"]+)"/g)].map(([, id]) => decode(id))))
    return anchors.get(path)
  }
  return paths.flatMap((path) => {
    const html = readFileSync(join(SITE, path), 'utf8')
    const links = new Set([...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, link]) => decode(link)))
    return [...links].filter((link) => !leadsSomewhere(path, link, anchorsOf)).map((link) => `${path}: ${link}`)
  })
}

function leadsSomewhere(path, link, anchorsOf) {
  if (/^(?:[a-z]+:|\/\/)/.test(link) || link === '#') return true
  const { pathname, hash } = new URL(link, `http://site/${path}`)
  let file = decodeURIComponent(pathname).slice(1)
  if (file === '' || file.endsWith('/')) file += 'index.html'
  if (!existsSync(join(SITE, posix.normalize(file)))) return false
  return hash === '' || !file.endsWith('.html') || anchorsOf(file).has(decodeURIComponent(hash.slice(1)))
}

function decode(text) {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
}
