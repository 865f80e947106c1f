import { describe, expect, it } from 'vitest'
import { OutgoingHeaders } from './index.js'

describe('OutgoingHeaders', () => {
  it('finds names in any case; a name that is set again keeps its place and gets the new case', () => {
    const headers = new OutgoingHeaders()
    headers.set('Content-Type', 'a')
    headers.set('X', 1)
    headers.set('content-TYPE', 'b')
    expect([...headers]).toEqual([{ name: 'content-TYPE', value: 'b' }, { name: 'X', value: 1 }])
    expect([headers.get('CONTENT-type'), headers.has('x'), headers.has('y')]).toEqual(['b', true, false])
    expect([headers.keys(), headers.rawNames()]).toEqual([['content-type', 'x'], ['content-TYPE', 'X']])
    expect([headers.delete('x'), headers.delete('x'), headers.keys()]).toEqual([true, false, ['content-type']])
  })

  it('append adds a value that is not a text as one value', () => {
    const headers = new OutgoingHeaders()
    headers.append('n', 1 as never)
    headers.append('n', 2 as never)
    headers.append('n', new Set(['a', 'b']) as never)
    expect(headers.get('n')).toEqual([1, 2, new Set(['a', 'b'])])
  })

  it('append adds values and keeps the first case; it does not change a given array', () => {
    const headers = new OutgoingHeaders()
    const given = ['a']
    headers.set('Name', given)
    headers.append('NAME', 'b')
    headers.append('name', ['c', 'd'])
    headers.append('Other', 'x')
    expect(given).toEqual(['a'])
    expect([...headers]).toEqual([{ name: 'Name', value: ['a', 'b', 'c', 'd'] }, { name: 'Other', value: 'x' }])
    headers.set('n', 5)
    headers.append('n', '6')
    expect([headers.get('n'), headers.get('other'), headers.get('none')]).toEqual([[5, '6'], 'x', undefined])
  })

  it('keeps order and case of few and of many headers, which are found in different ways', () => {
    for (const count of [1, 15, 16, 17, 18, 40]) {
      const headers = new OutgoingHeaders()
      const names = Array.from({ length: count }, (_, i) => `Name-${i}`)
      for (const name of names) headers.set(name, name)
      headers.set('NAME-0', 'again')
      headers.append('name-0', 'more')
      expect([headers.rawNames(), headers.keys()]).toEqual([['NAME-0', ...names.slice(1)], names.map((name) => name.toLowerCase())])
      expect([headers.get('Name-0'), headers.get(`NAME-${count - 1}`) !== undefined, headers.has(`name-${count}`)]).toEqual([['again', 'more'], true, false])
      expect(headers.toObject()).toEqual(Object.fromEntries(names.map((name, i) => [name.toLowerCase(), i === 0 ? ['again', 'more'] : name])))
      expect([headers.delete('Name-0'), headers.delete('name-0')]).toEqual([true, false])
      headers.set('Name-0', 'last')
      expect([...headers].map(({ name, value }) => [name, value])).toEqual([...names.slice(1).map((name) => [name, name]), ['Name-0', 'last']])
    }
  })

  it('accepts names such as __proto__', () => {
    const headers = new OutgoingHeaders()
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(headers.has(name)).toBe(false)
      headers.set(name, 'x')
    }
    const object = headers.toObject()
    expect(Object.getPrototypeOf(object)).toBe(null)
    expect(Object.keys(object)).toEqual(['__proto__', 'constructor', 'tostring', 'hasownproperty'])
  })
})
