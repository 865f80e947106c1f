/**
 * `npm run help`: what the commands of the repository do. `npm run help -- NAME`, or `--help` behind a command, shows one of them with its options.
 *
 * How long a command takes is an order of magnitude, on two cores, after what it needs is installed and built.
 */
import { StepError } from './step.mjs'

/**
 * In the order in which a newcomer needs them. The manifest has the same names. `from` is the file that reads the options and exports `USAGE`, a line for each; `also` has lines
 * for what it does not know.
 */
export const COMMANDS = {
  help: { does: 'this list', takes: 'a second', also: ['NAME (of a command: shows its options, and how long it takes)'] },
  start: { does: 'a real Express app on layered-http, with a transcript of requests; then it serves', takes: 'seconds, then until Ctrl-C', from: './start.mjs', also: ['PORT=3000 in front (another port than 8080)'] },
  test: { does: 'every check: build, lint, types, API reports, all tests on each Node', takes: 'minutes', also: ['those of turbo, such as --force (repeats lint, types and reports even if nothing changed)'] },
  docs: { does: 'the documentation as a site', takes: 'a minute, then until Ctrl-C; --check takes minutes', from: './docs.mjs', also: ['PORT=8000 in front (the port)', 'DOCS_BASE=/folder/ in front (the folder on a host)'] },
  site: { does: 'builds that site into docs/.vitepress/dist', takes: 'a minute', also: ['DOCS_BASE=/folder/ in front (the folder on a host)'] },
  pack: { does: 'packs all packages into a folder, to try them before they are published', takes: 'seconds', also: ['FOLDER (where the tarballs go; it is made if it is missing, and older tarballs of ours in it are removed)'] },
  playground: { does: 'a page that shows what the parser reads from bytes', takes: 'seconds, then until Ctrl-C', from: './playground.mjs', also: ['PORT=8000 in front (the port)'] },
  build: { does: 'builds the packages and their declarations', takes: 'a minute or two', also: ['those of turbo'] },
  lint: { does: 'ESLint, with the table of layers, and a check of the words in comments and pages', takes: 'minutes' },
  types: { does: 'the TypeScript compiler over everything', takes: 'a minute' },
  'api:update': { does: 'writes the API reports again after a change of a public name', takes: 'a minute', also: ['those of turbo'] },
  changeset: { does: 'asks for a visible change and writes it down for the changelogs', takes: 'as long as you write', also: ['those of changesets'] },
  bench: {
    does: 'CPU time, memory and latency beside node:http',
    takes: 'a minute or a few for each suite, hours for all; it says how long',
    from: '../benchmarks/lib/arguments.mjs',
    also: ['SUITE … (or all; without one it lists them)', 'benchmarks/README.md says what they mean'],
  },
  conformance: { does: "Node's own tests of http, with the built-in module and with ours", takes: 'minutes for each Node', from: './conformance/arguments.mjs' },
  ecosystem: { does: 'libraries, or the tests of another project, on node:http and on layered-http', takes: 'minutes for a few libraries, an hour for all on every Node', from: './ecosystem/arguments.mjs' },
  reliability: {
    does: 'cut connections, killed processes, full disks, slow peers, long lives',
    takes: 'seconds to minutes for each proof, an hour for all',
    from: '../internal/integration/reliability/lib/arguments.mjs',
    also: ['PROOF … (or all; without one it lists them)', 'internal/integration/reliability/README.md says what they mean'],
  },
  'security-report': { does: 'the attacks of known advisories on node:http and on layered-http', takes: 'a minute', from: './security-report.mjs' },
  'test:long': { does: 'the tests that take too long for npm test', takes: 'minutes', also: ['those of vitest, such as the name of a file'] },
  audit: { does: 'asks the registry for known vulnerabilities of what is in the lockfile', takes: 'seconds', also: ['those of pnpm audit'] },
  'newer-llhttp': { does: 'asks the registry whether a newer llhttp exists, and says which of our guards it makes unnecessary', takes: 'a minute' },
  'release:dry': { does: 'makes the next release in a clone and checks its tarballs, without publishing', takes: 'two or three minutes; --plan takes seconds', from: './release-dry.mjs' },
  release: { does: 'publishes what is in the changelogs; a workflow runs it', takes: 'minutes' },
}

export default async function help([name] = []) {
  console.log(name === undefined ? list() : await helpOf(name))
  return 0
}

function list() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(([name, { does }]) => `  npm run ${name.padEnd(width)}  ${does}`)
  return ['', ...lines, '', 'Options come after --, for example: npm run bench -- server --node 20', 'The options of a command, and how long it takes: npm run help -- bench', 'CONTRIBUTING.md says when to use which.'].join('\n')
}

/**
 * Returns what one command does, takes and accepts.
 *
 * @throws StepError that names the commands
 */
export async function helpOf(name) {
  if (!Object.hasOwn(COMMANDS, name)) throw new StepError(`there is no command '${name}'; there are ${Object.keys(COMMANDS).join(', ')}`)
  const { does, takes, from, also = [] } = COMMANDS[name]
  // Imported when it is shown: the list does without.
  const lines = [...(from === undefined ? [] : (await import(from)).USAGE), ...also]
  return [`npm run ${name}`, `  ${does}`, `  takes: ${takes}`, ...(lines.length === 0 ? ['  It has no options.'] : ['  options, behind --:', ...lines.map((line) => `    ${line}`)])].join('\n')
}
