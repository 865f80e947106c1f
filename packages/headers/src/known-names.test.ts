import { expect, test } from 'vitest'
import { lowerCaseName } from './known-names.js'

const whole = (name: string): string => lowerCaseName(name, 0, name.length)

test('any name in any case is its lower case', () => {
  for (const name of ['Host', 'HOST', 'host', 'hOsT', 'X-Unheard-Of', 'SET-COOKIE', 'a', 'A', 'TE', 'te', 'Content-Type', 'content-typE', '__proto__']) {
    expect(whole(name)).toBe(name.toLowerCase())
  }
})

test('only letters have a case: a name that differs in bit 0x20 elsewhere is another name', () => {
  // `-` and CR, `@` and backtick, `^` and `~`: the pairs that a careless comparison takes for the same.
  for (const name of ['x-real\rip', 'h`st', 'd~t', 'via^', 'hos\x54', 'Ho\x13t', '[ost', '\x68ost']) expect(whole(name)).toBe(name.toLowerCase())
})

test('a name is read where it stands', () => {
  const text = 'GET / HTTP/1.1\r\nAccept-Encoding: gzip\r\n'
  const start = text.indexOf('Accept')
  expect(lowerCaseName(text, start, start + 'Accept-Encoding'.length)).toBe('accept-encoding')
})

test('an empty name is empty', () => {
  expect(whole('')).toBe('')
})
