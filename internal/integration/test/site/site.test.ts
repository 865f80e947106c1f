/** The documentation as a site: links, the place of every page, programs in pages. `npm test` builds it before; alone, run `npm run docs -- --build`. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deadLinks } from '../../../../scripts/docs/links-check.mjs'
import { pagesWithPrograms, programsWithoutPage } from '../../../../scripts/docs/programs.mjs'
import { pagesOfSite, SITE } from '../../../../scripts/docs/site.mjs'
import { sidebar } from '../../../../docs/.vitepress/sidebar.mjs'

test('the site was built', () => {
  expect(existsSync(SITE)).toBe(true)
})

test('every link of every page leads to a page, and to an anchor in it', () => {
  const pages = pagesOfSite()
  expect(pages).toEqual(expect.arrayContaining(['index.html', 'guides/serve.html', 'api/server.html', 'playground/index.html']))
  expect(deadLinks(pages)).toEqual([])
})

test('every page has a place in the sidebar, and every place a page', () => {
  const places = sidebar().flatMap(({ items }) => items.map(({ link }) => link.slice(1).split('#')[0]!.replace(/^$|\/$/, '$&index') + '.html'))
  const pages = pagesOfSite()
  expect(places.filter((place) => !pages.includes(place))).toEqual([])
  // Pages of entries are reached from the page of their package, programs from guides.
  const elsewhere = /^(?:api\/.+\..+|examples\/.+|playground\/index)\.html$/
  expect(pages.filter((page) => !places.includes(page) && !elsewhere.test(page))).toEqual([])
})

test('the pages of guides and examples show programs as they are', () => {
  const all = pagesWithPrograms()
  expect(all.length).toBeGreaterThan(15)
  // To write them again: node scripts/docs/programs.mjs
  expect(all.filter(({ text, filled }) => text !== filled).map(({ path }) => path)).toEqual([])
  expect(programsWithoutPage()).toEqual([])
})
