/** Comma-separated token lists (RFC 9110 section 5.6.1): Connection, Transfer-Encoding, Expect and their like. */

/** Characters that go on with a word. Fewer than those of a token: node:http reads `close-x` as `close`, and so do those who live with it. */
const WORD_CHAR = /\w/

/**
 * Whether `list` holds `token` as a whole word, in any case, as node:http looks for `close`, `chunked` and `100-continue`:
 * between characters that are no letter, digit or underscore. Use {@link listMembers} where a member must be nothing but
 * the token. Linear in its input.
 *
 * @param token - in lower case
 */
export function hasToken(list: string, token: string): boolean {
  const text = list.toLowerCase()
  for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + token.length)) {
    const end = at + token.length
    if ((at === 0 || !WORD_CHAR.test(text[at - 1]!)) && (end === text.length || !WORD_CHAR.test(text[end]!))) return true
  }
  return false
}

/**
 * The members of a comma-separated list, in small letters, white space and empty members left out. A comma inside a
 * quoted string does not separate. Linear in its input.
 */
export function listMembers(list: string): string[] {
  const members: string[] = []
  const { length } = list
  let start = 0
  let isQuoted = false
  for (let at = 0; at <= length; at++) {
    const char = at === length ? ',' : list[at]
    if (isQuoted && at < length) {
      if (char === '\\' && at + 1 < length) at++
      else if (char === '"') isQuoted = false
    } else if (char === '"') {
      isQuoted = true
    } else if (char === ',') {
      const member = trimWhiteSpace(list, start, at)
      if (member !== '') members.push(member.toLowerCase())
      start = at + 1
    }
  }
  return members
}

/** The characters [start, end) without SP and HTAB around them (OWS, RFC 9110 section 5.6.3). */
function trimWhiteSpace(text: string, start: number, end: number): string {
  while (start < end && (text[start] === ' ' || text[start] === '\t')) start++
  while (end > start && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--
  return text.slice(start, end)
}

/** What a Keep-Alive header offers (RFC 2068 section 19.7.1). */
export interface KeepAliveParameters {
  /** Seconds an idle connection is kept. */
  timeout?: number
  /** Further requests that the connection takes. */
  max?: number
}

/** Reads a Keep-Alive header, `timeout=5, max=100`. What is no whole number is left out; the first of a name counts. */
export function keepAliveParameters(value: string): KeepAliveParameters {
  const parameters: KeepAliveParameters = {}
  for (const member of listMembers(value)) {
    const match = /^(timeout|max)[ \t]*=[ \t]*"?(\d{1,15})"?$/.exec(member)
    if (match !== null) parameters[match[1] as keyof KeepAliveParameters] ??= Number(match[2])
  }
  return parameters
}

/** One member of TE (RFC 9110 section 10.1.4) and of other lists whose members carry a weight. */
export interface WeightedMember {
  name: string
  /** 0 to 1; 1 where none is given. */
  weight: number
}

/** Members with their weights, parameters other than `q` left out; a weight that is none counts as 0 (RFC 9110 section 12.4.2). */
export function weightedMembers(list: string): WeightedMember[] {
  return listMembers(list).map((member) => {
    const [name, ...parameters] = member.split(';').map((part) => trimWhiteSpace(part, 0, part.length))
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    if (weight === undefined) return { name: name!, weight: 1 }
    return { name: name!, weight: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 0 }
  })
}
