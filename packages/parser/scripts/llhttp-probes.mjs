/**
 * Probes: what an llhttp binary does without this package's guards. A guard that it does not need any more can be removed (docs/security.md).
 * What may live here: running a binary alone, one probe for each guard, and what follows from the answers. No network, no files.
 */

const REQUEST = 1
const RESPONSE = 2
const OK = 0
const PAUSED_UPGRADE = 22

/** Feeds bytes to an llhttp binary. Returns its result, and what it reported. */
export function runLlhttp(binary, type, text) {
  const seen = { errno: OK, heads: 0, completes: 0, keepAlive: [], body: '' }
  let exports
  const ignore = () => 0
  const env = {
    wasm_on_message_begin: ignore,
    wasm_on_url: ignore,
    wasm_on_status: ignore,
    wasm_on_header_field: ignore,
    wasm_on_header_value: ignore,
    wasm_on_headers_complete: (parser) => {
      seen.heads++
      seen.keepAlive.push(exports.llhttp_should_keep_alive(parser) !== 0)
      return 0
    },
    wasm_on_body: (_parser, at, length) => {
      seen.body += Buffer.from(exports.memory.buffer, at, length).toString('latin1')
      return 0
    },
    wasm_on_message_complete: () => {
      seen.completes++
      return 0
    },
  }
  exports = new WebAssembly.Instance(new WebAssembly.Module(binary), { env }).exports
  exports._initialize()
  const parser = exports.llhttp_alloc(type)
  const input = exports.malloc(text.length)
  Buffer.from(exports.memory.buffer, input, text.length).write(text, 'latin1')
  seen.errno = exports.llhttp_execute(parser, input, text.length)
  return seen
}

/** Each guard with the release of llhttp that made it unnecessary, if one did, and a probe: true if the binary needs the guard. */
const GUARDS = [
  {
    guard: 'CR CR at the end of a status line (Guard.STATUS_LINE)',
    fixedIn: '9.4.2',
    isNeeded: (run) => run(RESPONSE, 'HTTP/1.1 204 OK\r\rA: b\r\n\r\n').errno === OK,
  },
  {
    guard: 'HTAB after an option of Connection (connectionOptions)',
    fixedIn: '9.4.2',
    isNeeded: (run) => run(REQUEST, 'GET / HTTP/1.1\r\nConnection: close\t\r\n\r\n').keepAlive[0] === true,
  },
  {
    guard: 'an empty Transfer-Encoding (Refused.EMPTY_TRANSFER_ENCODING)',
    fixedIn: '9.4.3',
    isNeeded: (run) => run(REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding:\r\n\r\n').errno === OK,
  },
  {
    guard: 'HTAB after chunked in a response (Guard.CODING)',
    isNeeded: (run) => run(RESPONSE, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\t\r\n\r\n1\r\na\r\n').body.includes('\r\n'),
  },
  {
    guard: 'LF after the target of an HTTP/0.9 request (Guard.REQUEST_LINE)',
    isNeeded: (run) => run(REQUEST, 'GET /\nA: b\r\n\r\n').errno === OK,
  },
  {
    guard: '101 that names no protocol (isUpgrade)',
    isNeeded: (run) => run(RESPONSE, 'HTTP/1.1 101 No\r\n\r\n').errno === PAUSED_UPGRADE,
  },
  {
    guard: 'the body that a 1xx announces (Verdict.NO_BODY)',
    isNeeded: (run) => run(RESPONSE, 'HTTP/1.1 199 No\r\nContent-Length: 1\r\n\r\na').body === 'a',
  },
]

/** Returns for each guard if a binary needs it. */
export function guardsOf(binary) {
  return GUARDS.map(({ guard, fixedIn, isNeeded }) => ({ guard, fixedIn, isNeeded: isNeeded((type, text) => runLlhttp(binary, type, text)) }))
}

/** Returns the functions of a binary that another one does not have: new leniencies, for example. */
export function newExports(binary, than) {
  const namesOf = (bytes) => WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name)
  const known = new Set(namesOf(than))
  return namesOf(binary).filter((name) => !known.has(name))
}

/** Compares two versions of digits: negative if the first is older. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  return left.map((part, i) => part - right[i]).find((difference) => difference !== 0) ?? 0
}

/** Returns the versions of a package to look at: the newest release of each major that is newer than the current version. */
export function newestOfEachMajor(versions, current) {
  const byMajor = new Map()
  for (const version of versions.filter((version) => /^\d+\.\d+\.\d+$/.test(version) && compareVersions(version, current) > 0)) {
    const [major] = version.split('.')
    const best = byMajor.get(major)
    if (best === undefined || compareVersions(version, best) > 0) byMajor.set(major, version)
  }
  return [...byMajor.values()].sort(compareVersions)
}

/** Returns the oldest llhttp that behaves as the answers of {@link guardsOf} say; undefined if they do not tell. */
export function oldestVersionOf(guards) {
  return guards
    .filter(({ fixedIn, isNeeded }) => fixedIn !== undefined && !isNeeded)
    .map(({ fixedIn }) => fixedIn)
    .sort(compareVersions)
    .at(-1)
}

/**
 * Returns the lines of the report, and if there is something to take.
 *
 * @param found - by version of the carrier: sum, guards and new exports of its llhttp
 * @param own - version and sum of the llhttp in use
 * @param known - by sum: why a binary was looked at and not taken
 */
export function report(found, own, known) {
  const lines = [`in use: llhttp ${own.version}, from ${own.carrier} ${own.carrierVersion}`]
  let isNewer = false
  for (const { version, sha256, guards, added } of found) {
    const name = `${own.carrier} ${version}`
    if (sha256 === own.sha256) lines.push(`${name}: the same llhttp`)
    else if (known[sha256] !== undefined) lines.push(`${name}: another llhttp, known: ${known[sha256]}`)
    else {
      isNewer = true
      const oldest = oldestVersionOf(guards)
      lines.push(`${name}: another llhttp, ${oldest === undefined ? 'without the changes of later releases that the guards are for' : `at least ${oldest}`}, sha256 ${sha256}`)
      for (const { guard, isNeeded } of guards) lines.push(`  ${isNeeded ? 'needed     ' : 'UNNECESSARY'} ${guard}`)
      if (added.length > 0) lines.push(`  new exports: ${added.join(', ')}`)
    }
  }
  if (found.length === 0) lines.push(`${own.carrier} has no newer release`)
  return { lines, isNewer }
}
