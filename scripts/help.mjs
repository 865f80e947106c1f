/** `npm run help`: what the commands of the repository do. */
/** In the order in which a newcomer needs them. The manifest has the same names. */
export const COMMANDS = {
  help: 'this list',
  start: 'a real Express app on layered-http, with a transcript of requests; --once ends after it, PORT= sets the port',
  test: 'every check: build, lint, types, API reports, all tests on each Node; minutes',
  docs: 'the documentation as a site; PORT=, --build, --check',
  site: 'builds that site',
  pack: 'packs all packages into a folder, to try them before they are published',
  playground: 'a page that shows what the parser reads from bytes; PORT=, --build, --screenshot',
  build: 'builds the packages and their declarations',
  lint: 'ESLint, with the table of layers, and a check of the words in comments and pages',
  types: 'the TypeScript compiler over everything',
  'api:update': 'writes the API reports again after a change of a public name',
  changeset: 'asks for a visible change and writes it down for the changelogs',
  bench: 'CPU time, memory and latency beside node:http; without arguments it lists its suites',
  conformance: "Node's own tests; --tests DIR is a copy of its test folder",
  ecosystem: 'other projects on node:http and on layered-http',
  reliability: 'cut connections, killed processes, full disks, slow peers, long lives',
  'security-report': 'the attacks of known advisories on node:http and on layered-http',
  'test:long': 'the tests that take too long for npm test',
  audit: 'known vulnerabilities of what is in the lockfile',
  'newer-llhttp': 'whether a newer llhttp exists, and which of our guards it makes unnecessary',
  'release:dry': 'makes the next release in a clone and checks its tarballs, without publishing; --plan, --into DIR',
  release: 'publishes what is in the changelogs; a workflow runs it',
}

export default function help() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(([name, does]) => `  npm run ${name.padEnd(width)}  ${does}`)
  console.log(['', ...lines, '', 'Options come after --, for example: npm run bench -- server --node 20. CONTRIBUTING.md has more.'].join('\n'))
  return 0
}
