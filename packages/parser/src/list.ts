/** Lists in header values (RFC 9110 section 5.6.1). */

/** Returns the members of a list that may be spread over several fields, in small letters and without the white space around them. Empty members are left out. */
export function listMembers(values: readonly string[]): string[] {
  return values
    .join(',')
    .toLowerCase()
    .split(',')
    .map(withoutBlanks)
    .filter((member) => member !== '')
}

/** White space is SP and HTAB. Not by `trim()`, which also removes others, and not by /[ \t]+$/, which takes quadratic time. */
function withoutBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start])) start++
  while (end > start && isBlank(text[end - 1])) end--
  return text.slice(start, end)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
