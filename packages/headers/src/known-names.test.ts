import { expect, test } from 'vitest'
import { lowerCaseName } from './known-names.js'

const whole = (name: string): string => lowerCaseName(name, 0, name.length)

test('returns the lower case of any name', () => {
  for (const name of ['Host', 'HOST', 'host', 'hOsT', 'X-Unheard-Of', 'SET-COOKIE', 'a', 'A', 'TE', 'te', 'Content-Type', 'content-typE', '__proto__']) {
    expect(whole(name)).toBe(name.toLowerCase())
  }
})

test('changes only letters, and no other characters that differ in bit 0x20', () => {
  // `-` and CR, `@` and backtick, `^` and `~`: pairs that a careless comparison takes for equal.
  for (const name of ['x-real\rip', 'h`st', 'd~t', 'via^', 'hos\x54', 'Ho\x13t', '[ost', '\x68ost']) expect(whole(name)).toBe(name.toLowerCase())
})

test('reads a name in the middle of a text', () => {
  const text = 'GET / HTTP/1.1\r\nAccept-Encoding: gzip\r\n'
  const start = text.indexOf('Accept')
  expect(lowerCaseName(text, start, start + 'Accept-Encoding'.length)).toBe('accept-encoding')
})

test('returns an empty name for an empty name', () => {
  expect(whole('')).toBe('')
})
