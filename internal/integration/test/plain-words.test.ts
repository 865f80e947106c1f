/** scripts/plain-words.mjs finds phrases that have to be read twice, in prose only, and the pages for users contain none. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findPhrases } from '../../../scripts/plain-words.mjs'
import { filesIn, ROOT } from './support/sources.js'

const phrases = (path: string, text: string): string[] => findPhrases(path, text).map(({ line, phrase }) => `${line}: ${phrase}`)

describe('phrases that it finds in a comment', () => {
  test.each([
    ['nobody listens', '1: nobody'],
    ['Who calls adds the rest.', '1: Who calls'],
    ['the request who waits', '1: who waits'],
    ['What is due runs while a walk is held.', '1: What is due runs while a walk is held.'],
    ['Whether it ended', '1: Whether'],
    ['the agent is none', '1: is none'],
    ['a value that is no string', '1: that is no s'],
    ['Answers whether it closes', '1: Answers whether'],
    ['after so many milliseconds', '1: so many'],
    ['sockets that rest', '1: sockets that rest'],
    ['`end` is heard', '1: is heard'],
    ['the user has his body', '1: his'],
    ['bytes behind a message', '1: bytes behind'],
    ['it is made anew', '1: anew'],
  ])('%s', (comment, ...found) => {
    expect(phrases('a.ts', `/** ${comment} */`)).toEqual(found)
    expect(phrases('a.ts', `// ${comment}`)).toEqual(found)
    expect(phrases('a.md', comment)).toEqual(found)
  })
})

describe('sentences without such a phrase', () => {
  test.each([
    'True if it ended, and whether it was whole.',
    'There is no timer. It is no longer used.',
    'a user who adds a listener',
    'What is checked?',
    'Returns undefined if there is none.',
    'the proxy behind a load balancer',
    'as many as there are',
    'The text `nobody` is code, `is none` too.',
  ])('%s', (sentence) => {
    expect(phrases('a.ts', `/** ${sentence} */`)).toEqual([])
    expect(phrases('a.md', sentence)).toEqual([])
  })
})

test('finds a phrase that continues on the next line', () => {
  expect(phrases('a.ts', 'x()\n/**\n * what it\n * answers\n * whether\n */\n')).toEqual(['4: answers whether'])
  expect(phrases('a.ts', '// after so\n  // many tries\n')).toEqual(['1: so many'])
  expect(phrases('a.md', 'it\nis\nnone\n\nis\n\nnone')).toEqual(['2: is none'])
})

test('in code, it reads titles of tests, but no other strings and no names', () => {
  expect(phrases('a.test.ts', "test('nobody listens', () => {\n  const nobody = 'nobody is here'\n})")).toEqual(['1: nobody'])
  expect(phrases('a.test.ts', "test.each([1])('%s somebody', f)\ndescribe('a whoever', f)")).toEqual(['1: somebody', '2: whoever'])
  expect(phrases('cases.mjs', "export default {\n  'SV-01 nobody asks': { send },\n  title: 'nobody is here',\n}")).toEqual(['2: nobody', '3: nobody'])
})

test('in a page, it does not read code and targets of links', () => {
  expect(phrases('a.md', '```js\n// nobody\n```\n[text](nobody.md)\n<!-- nobody -->\n')).toEqual([])
})

test('the pages for users contain no such phrase', () => {
  const pages = filesIn('', ['.md']).filter((page) => /^(?:docs|benchmarks)\/[^/]+$|^[^/]+$/.test(page))
  expect(pages).toContain('README.md')
  expect(pages.flatMap((page) => phrases(page, readFileSync(`${ROOT}${page}`, 'utf8')).map((phrase) => `${page}:${phrase}`))).toEqual([])
})
