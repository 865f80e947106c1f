/** Which Markdown files of the repository are pages of the site, and where. */

/** The repository on its host: files that are not pages are linked there. */
export const REPOSITORY = 'https://github.com/layered-http/layered-http/blob/main/'

/** Folder of the pages that scripts/docs/api.mjs makes from the declarations. */
export const API_FOLDER = 'docs/temp/api/'

export const PAGES = {
  /** Globs of VitePress. Hidden folders are left out by itself. */
  excluded: ['**/node_modules/**', '**/dist/**', '**/test/**', '**/etc/**', '**/scripts/**', '**/playground/**', 'internal/**', 'packages/*/temp/**', 'docs/.vitepress/**', 'benchmarks/results/**', 'benchmarks/measurements.md', 'benchmarks/findings.md', '**/CHANGELOG.md', '**/THIRD_PARTY_NOTICES.md', 'README.md'],
}

const RULES = [
  [/^docs\/temp\/api\/(.+)$/, 'api/$1'],
  [/^docs\/(.+)$/, '$1'],
  [/^(?:packages|examples)\/([^/]+)\/README\.md$/, (path, name) => `${path.split('/')[0]}/${name}.md`],
  [/^benchmarks\/README\.md$/, 'benchmarks/index.md'],
  [/^CONTRIBUTING\.md$/, 'contributing.md'],
  [/^SECURITY\.md$/, 'security-policy.md'],
]

/** Returns the path of a page on the site. */
export function placeOf(path) {
  const rule = RULES.find(([pattern]) => pattern.test(path))
  return rule === undefined ? path : path.replace(...rule)
}

/** Returns true if the file is a page of the site. */
export function isPage(path) {
  return /^(?:docs\/(?!\.vitepress\/)[^/]+(?:\/[^/]+)*\.md|(?:packages|examples)\/[^/]+\/README\.md|benchmarks\/README\.md|CONTRIBUTING\.md|SECURITY\.md)$/.test(path)
}
