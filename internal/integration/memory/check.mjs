/** What the programs of this folder share. Each prints a line for each check, and ends with exit code 1 if one fails. */
import assert from 'node:assert'

/** Asserts that `found` is `expected`, and prints the title. */
export function check(title, found, expected) {
  assert.deepStrictEqual(found, expected, title)
  console.log(`ok: ${title}`)
}

/** Fails if the process has a socket of the operating system. Standard output may be a pipe. */
export function checkNoSockets() {
  check('no socket of the operating system', process.getActiveResourcesInfo().filter((name) => /TCP|TLS|UDP|GETADDRINFO/.test(name)), [])
}
