/** The documentation as a site: which pages it has, where they are, and how they look. `npm run docs` builds it. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { PAGES, placeOf } from './pages.mjs'
import { linkRule, mermaidRule, slugify, tableRule } from './rules.mjs'
import { sidebar } from './sidebar.mjs'

export default defineConfig({
  title: 'layered-http',
  description: "Node's node:http, rebuilt as seven packages",
  lang: 'en',
  // The folder on the host, such as /layered-http/.
  base: process.env.DOCS_BASE ?? '/',
  // Pages are all over the repository.
  srcDir: '..',
  cacheDir: '.vitepress/temp/cache',
  srcExclude: PAGES.excluded,
  rewrites: placeOf,
  // The logo of a page in a browser's tab. Inline, so that it is not a request.
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 3h14v2H1zm0 4h14v2H1zm0 4h14v2H1z" fill="#1a7f64"/></svg>')}` }]],
  markdown: {
    anchor: { slugify },
    config(md) {
      md.use(linkRule)
      md.use(mermaidRule)
      md.use(tableRule)
      // `:/` is a part of a URL here.
      md.disable('emoji')
    },
  },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/guides/serve' },
      { text: 'Layers', link: '/layers' },
      { text: 'Reference', link: '/reference' },
      { text: 'FAQ', link: '/faq' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [],
    docFooter: { prev: false, next: false },
  },
  vite: {
    publicDir: fileURLToPath(new URL('temp/public', import.meta.url)),
    // The search index is one large file.
    build: { chunkSizeWarningLimit: 4000 },
  },
})
