import { describe, expect, it } from 'vitest'
import { headText, OutgoingHeaders } from './index.js'

describe('OutgoingHeaders', () => {
  it('finds names in any case, keeps their place and writes them as they were last set', () => {
    const headers = new OutgoingHeaders()
    headers.set('Content-Type', 'a')
    headers.set('X', 1)
    headers.set('content-TYPE', 'b')
    expect([...headers]).toEqual([{ name: 'content-TYPE', value: 'b' }, { name: 'X', value: 1 }])
    expect([headers.get('CONTENT-type'), headers.has('x'), headers.has('y'), headers.size]).toEqual(['b', true, false, 2])
    expect([headers.keys(), headers.rawNames()]).toEqual([['content-type', 'x'], ['content-TYPE', 'X']])
    expect([headers.delete('x'), headers.delete('x'), headers.size]).toEqual([true, false, 1])
    headers.clear()
    expect([...headers]).toEqual([])
  })

  it('append adds values and keeps the first case; what was set is not changed in place', () => {
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
    expect([headers.get('n'), headers.values('n'), headers.values('other'), headers.values('none')]).toEqual([[5, '6'], ['5', '6'], ['x'], []])
  })

  it('appendRaw takes a flat list and refuses half a header', () => {
    const headers = new OutgoingHeaders()
    headers.appendRaw(['A', '1', 'b', 2, 'a', '3'])
    expect([...headers]).toEqual([{ name: 'A', value: ['1', '3'] }, { name: 'b', value: '2' }])
    expect(() => headers.appendRaw(['A'])).toThrow('a value for each name')
  })

  it('takes hostile names for names', () => {
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

describe('headText', () => {
  it('H-14 is the start line, a line for each value, and the empty line', () => {
    const headers = new OutgoingHeaders()
    headers.set('A', 1)
    headers.set('Set-Cookie', ['b', 'c'])
    headers.set('Cookie', ['d', 'e'])
    headers.set('None', [])
    headers.set('cookie2', ['f', 'g'])
    expect(headText('HTTP/1.1 200 OK', headers)).toBe('HTTP/1.1 200 OK\r\nA: 1\r\nSet-Cookie: b\r\nSet-Cookie: c\r\nCookie: d; e\r\ncookie2: f\r\ncookie2: g\r\n\r\n')
    expect(headText('GET / HTTP/1.1', [{ name: 'Cookie', value: [] }])).toBe('GET / HTTP/1.1\r\n\r\n')
  })
  it('H-15 joins the values of names that are to be unique, in any case, and writes nothing for none', () => {
    const unique = new Set(['x-list', 'set-cookie'])
    const entries = [{ name: 'X-List', value: ['a', 'b'] }, { name: 'Set-Cookie', value: ['c', 'd'] }, { name: 'Y', value: ['e', 'f'] }, { name: 'x-list', value: [] }, { name: 'Cookie', value: ['g', 'h'] }]
    expect(headText('S', entries, unique)).toBe('S\r\nX-List: a; b\r\nSet-Cookie: c; d\r\nY: e\r\nY: f\r\nCookie: g; h\r\n\r\n')
  })

  it('H-12 H-14 keeps every Latin-1 character and hostile names', () => {
    const headers = new OutgoingHeaders()
    headers.set('__proto__', '\x80\xff')
    headers.append('__PROTO__', 'b')
    headers.set('constructor', null as never)
    expect(headText('S', headers)).toBe('S\r\n__proto__: \x80\xff\r\n__proto__: b\r\nconstructor: null\r\n\r\n')
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})
