import { expect, test } from 'vitest'
import { withoutSecrets, withSecrets } from './redact.js'

test.each([
  ['https://user:pass@host/', 'https://(redacted)@host/'],
  ['//user@host/', '//(redacted)@host/'],
  ['/path?access_token=abc&page=2', '/path?access_token=(redacted)&page=2'],
  ['/path?page=2&X-Amz-Signature=abc#x', '/path?page=2&X-Amz-Signature=(redacted)#x'],
  ['/path?api%5Fkey=abc', '/path?api%5Fkey=(redacted)'],
  ['/cb#id_token=abc&state=1', '/cb#id_token=(redacted)&state=1'],
  ['/me@home?a=b', '/me@home?a=b'],
  ['/path?%zz=1&monkey=2', '/path?%zz=1&monkey=2'],
  ['', ''],
])('the URL %j is shown as %j', (url, shown) => {
  expect(withoutSecrets.url(url)).toBe(shown)
  expect(withSecrets.url(url)).toBe(url)
})

test('a header: its value is replaced if it is a secret, and secrets in URLs', () => {
  const shown = (name: string, value: string) => withoutSecrets.header({ name, value }).value
  expect([shown('AUTHORIZATION', 'Basic eA=='), shown('Set-Cookie', 'a=b'), shown('Location', '/?token=a'), shown('Accept', 'a=b; token=c')]).toEqual([
    '(redacted)',
    '(redacted)',
    '/?token=(redacted)',
    'a=b; token=c',
  ])
})

test('cookies keep their names, and other parameters their values', () => {
  expect(withoutSecrets.cookie({ name: 'session', value: 'abc' })).toEqual({ name: 'session', value: '(redacted)' })
  expect(withoutSecrets.parameter({ name: 'client-secret', value: 'abc' })).toEqual({ name: 'client-secret', value: '(redacted)' })
  expect(withoutSecrets.parameter({ name: 'q', value: 'abc' })).toEqual({ name: 'q', value: 'abc' })
})
