/**
 * `node scripts/plain-words.mjs [PATH…]`: lists phrases in comments, pages and test titles that an engineer in a hurry has to read twice.
 * Exit code 1 if there are any. Without arguments it reads the whole repository.
 *
 * Code is left out, also between backticks.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Folders of generated files. */
const MADE = new Set(['node_modules', 'dist', 'temp', 'etc', 'results', 'expected'])

const THINGS = '(?:sockets?|connections?|peers?|messages?|parsers?|servers?|clients?|requests?|responses?|listeners?|agents?)'
const START = '(?:^|[.:;!] |\\*\\* |\\| |- )'

/** The phrases, and what to write instead. A space stands for any white space. Sentences begin where START matches. */
const PHRASES = [
  { pattern: '\\b(?:nobody|somebody|anybody|everybody|whoever|someone|anyone|no one)\\b', instead: 'name the thing: the caller, the peer, a listener, no listener', anyCase: true },
  { pattern: `${START}Who [a-z]+\\b(?=[^?]*?(?:\\.|$))`, instead: 'name the subject: "The caller …"' },
  { pattern: '(?<!\\b(?:users?|people|engineers?|readers?|callers?|programs?) )\\bwho (?:calls|hears|waits|asks|pauses|listens|reads|writes|adds|gets|has|sends|wants|owns)\\b', instead: 'name the subject: "the caller", "a listener"' },
  { pattern: `${START}What (?:is|was|has|had|comes|came|follows|stands|stays|waits|differs|passes|cannot|goes|waited|needs) [^?.|#]*[.]`, instead: 'name the subject: "The rest of the input …"' },
  { pattern: `${START}Whether\\b`, instead: '"True if …"' },
  { pattern: '(?<!\\bthere )\\b(?:is|are|was|were) none\\b', instead: '"there is no …", "has no …"', anyCase: true },
  { pattern: '\\b(?:that|which|what|it|this|value|name) (?:is|are) no (?!longer\\b|more\\b|less\\b|other\\b|match\\b|matter\\b)[a-zA-Z]', instead: '"is not a …"', anyCase: true },
  { pattern: '\\banswers? (?:whether|true|false|undefined|null|if)\\b', instead: '"returns …"', anyCase: true },
  { pattern: '\\bso (?:many|much) (?!more\\b|less\\b|that\\b|as\\b|work\\b)', instead: 'name the number: "after `ms` milliseconds"', anyCase: true },
  { pattern: '\\bas (?:it|they|he) (?:says?|stands?|is there)\\b', instead: 'say what it is', anyCase: true },
  { pattern: `\\b${THINGS} (?:that |which )?(?:speaks?|rests?|rested|hears?|heard|talks?|knows? of|wants? to hear)\\b`, instead: '"sends", "is idle", "has a listener"', anyCase: true },
  { pattern: '\\b(?:is|are|was|were|be) (?:heard|listened to)\\b|\\bhears? (?:of|from|about)\\b', instead: '"is noticed", "has a listener", "receives"', anyCase: true },
  { pattern: '\\b(?:he|him|his|she|himself)\\b', instead: '"it", or name the thing', anyCase: true },
  { pattern: '\\b(?:bytes|data|chunks?|requests?|responses?|message|body|text|listeners?|comes|came|follows) behind\\b', instead: '"after"', anyCase: true },
  { pattern: '\\bby then\\b', instead: '"at that time", "already"', anyCase: true },
  { pattern: '\\banew\\b', instead: '"again"', anyCase: true },
  { pattern: '\\bfor ever\\b', instead: '"forever"', anyCase: true },
  { pattern: '\\b(?:is owed|owes|in peace|(?:at|own|whose|its) fault)\\b', instead: '"is pending", "gracefully", "error"', anyCase: true },
].map(({ pattern, instead, anyCase }) => ({ expression: new RegExp(pattern.replaceAll(' ', '\\s+'), anyCase ? 'gi' : 'gm'), instead }))

/** A comment, or a string. `//` lines that follow each other are one comment, since sentences run over them. */
const PARTS = /\/\*[^]*?\*\/|(?:\/\/.*(?:\n[ \t]*(?=\/\/))?)+|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`/g
/** The text before a string that is the title of a test, or after one in a table of cases. */
const BEFORE_TITLE = /(?:\b(?:test|it|describe)(?:\.[\w.]+(?:\([^()]*\))?)?\(|\btitle: )$/
const AFTER_TITLE = /^: [{[(a-z]/

/**
 * @param path - decides how the text is read: `.md`, or code
 * @returns `{ line, phrase, instead }` for each phrase
 */
export function findPhrases(path, text) {
  const prose = path.endsWith('.md') ? proseOfMarkdown(text) : proseOfCode(text)
  const found = prose.flatMap(({ at, words }) =>
    PHRASES.flatMap(({ expression, instead }) => [...words.matchAll(expression)].map((match) => ({ at: at + match.index, phrase: shortened(match[0]), instead }))),
  )
  return found.sort((a, b) => a.at - b.at).map(({ at, phrase, instead }) => ({ line: text.slice(0, at).split('\n').length, phrase, instead }))
}

/** Returns pieces of prose with their offset. Removed text is replaced by spaces, so that offsets stay right. */
function proseOfMarkdown(text) {
  const words = text.replace(/^ *```[^]*?^ *```$/gm, blank).replace(/<!--[^]*?-->/g, blank).replace(/`[^`\n]*`/g, code).replace(/\]\([^)\s]*\)/g, blank)
  return [...words.matchAll(/(?:.+\n?)+/g)].map((match) => ({ at: match.index, words: match[0] }))
}

function proseOfCode(text) {
  return [...text.matchAll(PARTS)].flatMap((match) => {
    const [part] = match
    const at = match.index
    if (!part.startsWith('/')) {
      const isTitle = BEFORE_TITLE.test(text.slice(Math.max(0, at - 80), at)) || AFTER_TITLE.test(text.slice(at + part.length, at + part.length + 3))
      return isTitle && part.includes(' ') ? [{ at: at + 1, words: part.slice(1, -1) }] : []
    }
    const words = part.replace(/^\/\*+|\*+\/$/g, blank).replace(/^[ \t]*(?:\*|\/\/)/gm, blank).replace(/`[^`\n]*`/g, code)
    return [{ at: at + words.search(/\S|$/), words: words.trim() }]
  })
}

function blank(part) {
  return part.replace(/[^\n]/g, ' ')
}

/** Replaces code in a sentence by one word. */
function code(part) {
  return '_'.repeat(part.length)
}

function shortened(phrase) {
  const plain = phrase.replace(/^(?:[.:;!*|-]+\s+)/, '').replace(/\s+/g, ' ').trim()
  return plain.length > 50 ? `${plain.slice(0, 50)}…` : plain
}

/** Returns the paths of pages and code below a folder, or the file itself. */
export function filesBelow(path) {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return MADE.has(entry.name) || entry.name.startsWith('.') ? [] : filesBelow(join(path, entry.name))
    return /\.(?:md|[cm]?[jt]s)$/.test(entry.name) && !entry.name.includes('.generated.') && entry.name !== 'CHANGELOG.md' ? [join(path, entry.name)] : []
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const paths = process.argv.length > 2 ? process.argv.slice(2).map((path) => resolve(path)) : [ROOT]
  const missing = paths.filter((path) => !existsSync(path))
  if (missing.length > 0) {
    console.error(`plain-words: no such file: ${missing.join(', ')}`)
    process.exit(2)
  }
  const files = paths.flatMap(filesBelow)
  let count = 0
  for (const file of files) {
    for (const { line, phrase, instead } of findPhrases(file, readFileSync(file, 'utf8'))) {
      console.log(`${relative(ROOT, file).split(sep).join('/')}:${line}: "${phrase}" → ${instead}`)
      count++
    }
  }
  console.log(`${count} phrases in ${files.length} files`)
  process.exit(count === 0 ? 0 : 1)
}
