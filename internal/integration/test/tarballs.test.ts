/** The published tarballs: their files and manifests. Each package works without any other package except its dependencies. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAYERS } from '../../../layers.js'
import { sizeMistakes, typeMistakes } from '../../../scripts/release/checks.mjs'
import { BUDGETS } from '../../../scripts/release/sizes.mjs'
import { install, PACKAGE_NAMES, packAll, ROOT, runLines, type Project, type Tarballs } from './support/tarballs.js'

/** Milliseconds for packing seven packages and installing them with npm, on a busy machine. */
const INSTALL_DEADLINE = 180_000

/** The published files. A person adds a new file of a package to it, after a look at that file. */
const PUBLISHED_FILES = join(import.meta.dirname, 'published-files.json')

let tarballs: Tarballs
beforeAll(async () => {
  tarballs = await packAll()
}, INSTALL_DEADLINE)
afterAll(() => tarballs.dispose())

/** Installs `names` once for the tests of a block. */
function useProject(names: readonly string[]): () => Project {
  let project: Project
  beforeAll(async () => {
    project = await install(tarballs, names)
  }, INSTALL_DEADLINE)
  afterAll(() => project.dispose())
  return () => project
}

describe('all tarballs', () => {
  const project = useProject(PACKAGE_NAMES)

  describe.each(Object.entries(LAYERS))('%s', (name, { imports }) => {
    test('have built files, source maps and documents, but no sources or tests', async () => {
      const files = await project().filesOf(name)
      expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']))
      expect(files.filter((file) => !/^(dist\/.+\.(js|js\.map|d\.ts)|wasm\/.+\.wasm|[A-Z_]+(\.md)?|package\.json)$/.test(file))).toEqual([])
    })

    test('have the files of the recorded list, and no other', async () => {
      const recorded = JSON.parse(await readFile(PUBLISHED_FILES, 'utf8')) as Record<string, string[]>
      // The name of a chunk follows its content.
      const files = (await project().filesOf(name)).map((file) => file.replace(/^(dist\/chunks\/.+)-[A-Z0-9]{8}(\.js)/, '$1-*$2'))
      expect([...new Set(files)].sort()).toEqual(recorded[name])
    })

    test('depend only on the packages that layers.js lets them import', async () => {
      const manifest = await project().manifestOf(name)
      const versions = Object.fromEntries(imports.map((other) => [`@layered-http/${other}`, expect.stringMatching(/^\^\d+\.\d+\.\d+$/)]))
      expect(manifest.dependencies ?? {}).toEqual(versions)
      expect(Object.keys(manifest).filter((key) => key !== 'dependencies' && /dependencies/i.test(key))).toEqual([])
    })

    test('have declarations that each way of resolving modules finds', async () => {
      expect(await typeMistakes(tarballs.fileOf(name))).toEqual([])
    })

    test('are not larger than their budget', async () => {
      expect(sizeMistakes((await stat(tarballs.fileOf(name))).size, BUDGETS[name])).toEqual([])
    })

    test('have manifests in which publint finds no mistake', async () => {
      const { messages, pkg } = await publint({ pkgDir: project().folderOf(name), pack: false })
      expect(messages.map((message) => formatMessage(message, pkg as object, { color: false }))).toEqual([])
    })

    test('do not name private packages in code or declarations', async () => {
      // Source maps contain the original sources, which may name them.
      const files = (await project().filesOf(name)).filter((file) => file.startsWith('dist/') && !file.endsWith('.map'))
      for (const file of files) expect(await readFile(join(project().folderOf(name), file), 'utf8'), file).not.toMatch(/@layered-http\/(shared|test-kit)\b/)
    })
  })
})

describe('parser alone', () => {
  const project = useProject(['parser'])

  test('contains the license of llhttp', async () => {
    expect(await project().filesOf('parser')).toContain('THIRD_PARTY_NOTICES.md')
    expect(await readFile(join(project().folderOf('parser'), 'THIRD_PARTY_NOTICES.md'), 'utf8')).toContain('Fedor Indutny')
  })

  const PARSE = `
    const tape = new Parser(MessageType.REQUEST).execute(new TextEncoder().encode('PUT /path HTTP/1.1\\r\\nHost: example\\r\\n\\r\\n'))
    const { events } = tape
    const text = textOf(tape, 0)
    const spans = spansOf(tape, 0, HEAD_SIZE)
    const line = text.slice(events[HeadOffset.LINE_START], events[HeadOffset.LINE_END])
    console.log(events[0] === Kind.HEAD, methodName(events[HeadOffset.CODE]), line, text.slice(spans[0], spans[1]), text.slice(spans[2], spans[3]))
  `
  const NAMES = '{ HEAD_SIZE, HeadOffset, Kind, MessageType, methodName, Parser, spansOf, textOf }'

  test('parses a request after import', async () => {
    expect(await project().run('main.mjs', `import ${NAMES} from '@layered-http/parser/tape'${PARSE}`)).toBe('true PUT /path Host example\n')
  })

  test('parses a request after require', async () => {
    expect(await project().run('main.cjs', `const ${NAMES} = require('@layered-http/parser/tape')${PARSE}`)).toBe('true PUT /path Host example\n')
  })
})

describe('agent alone', () => {
  const project = useProject(['agent'])

  /** Two requests with Node's own `http.request`, one after the other, to a server of Node. */
  const REQUEST_TWICE = `
    const agent = new Agent({ keepAlive: true })
    const server = http.createServer((req, res) => res.end(String(req.socket.remotePort)))
    server.listen(0, () => {
      const send = (done) => {
        const request = http.request({ port: server.address().port, agent }, (response) => {
          let body = ''
          response.setEncoding('utf8').on('data', (data) => { body += data }).on('end', () => setImmediate(done, request, body))
        })
        request.end()
      }
      send((first, firstPort) => send((second, secondPort) => {
        console.log(first.reusedSocket, second.reusedSocket, firstPort === secondPort)
        agent.destroy()
        server.close()
      }))
    })
  `

  test('reuses a socket for two requests of node:http, after import', async () => {
    expect(await project().run('main.mjs', `import http from 'node:http'; import { Agent } from '@layered-http/agent'${REQUEST_TWICE}`)).toBe('false true true\n')
  })

  test('reuses a socket for two requests of node:http, after require', async () => {
    expect(await project().run('main.cjs', `const http = require('node:http'); const { Agent } = require('@layered-http/agent')${REQUEST_TWICE}`)).toBe('false true true\n')
  })
})

describe('compat-node-http with the six packages it depends on', () => {
  const project = useProject(PACKAGE_NAMES)

  /** A request to our own server, with a body in both directions. */
  const EXCHANGE = `
    const server = http.createServer((req, res) => req.pipe(res))
    server.listen(0, () => {
      const request = http.request({ port: server.address().port, method: 'POST' }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (data) => { body += data }).on('end', () => {
          console.log(response.statusCode, body)
          server.close()
          server.closeAllConnections()
        })
      })
      request.end('hello')
    })
  `

  test('exchanges a request and a response after import', async () => {
    expect(await project().run('main.mjs', `import http from '@layered-http/compat-node-http'${EXCHANGE}`)).toBe('200 hello\n')
  })

  test('exchanges a request and a response after require', async () => {
    expect(await project().run('main.cjs', `const http = require('@layered-http/compat-node-http')${EXCHANGE}`)).toBe('200 hello\n')
  })

  test('import and require return the same object', async () => {
    const program = `
      import http from '@layered-http/compat-node-http'
      import { createRequire } from 'node:module'
      console.log(createRequire(import.meta.url)('@layered-http/compat-node-http') === http)
    `
    expect(await project().run('same.mjs', program)).toBe('true\n')
  })

  describe.each(['--import', '--require'])('preloaded by %s', (flag) => {
    const FLAGS = [flag, '@layered-http/compat-node-http/register']

    test('import and require of http and node:http return it', async () => {
      const program = `
        import compat from '@layered-http/compat-node-http'
        import bare from 'http'
        import prefixed from 'node:http'
        import { createRequire } from 'node:module'
        const require = createRequire(import.meta.url)
        console.log([bare, prefixed, require('http'), require('node:http')].map((http) => http === compat).join())
      `
      expect(await project().run('preloaded.mjs', program, FLAGS)).toBe('true,true,true,true\n')
    })

    test('works in a program that imports only node:http', async () => {
      expect(await project().run('unaware.cjs', `const http = require('node:http')${EXCHANGE}`, FLAGS)).toBe('200 hello\n')
    })
  })
})

// Shells of Windows do not replace the star of the line that installs.
describe.runIf(process.platform !== 'win32')('the lines of docs/try.md', () => {
  /** Returns the lines of the shell below a heading, with the folder of the test. */
  async function linesOf(page: string, heading: string): Promise<string[]> {
    const text = await readFile(join(ROOT, page), 'utf8')
    const [, section] = text.split(`\n## ${heading}\n`)
    return [...section!.split('\n## ')[0]!.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block]) => block!.trim().split('\n')).map((line) => line.replace('../layered-http-packages', tarballs.path))
  }

  test('install the packages in an empty folder, and run an unchanged app on them', async () => {
    const [pack, ...lines] = await linesOf('docs/try.md', 'In your own app')
    // beforeAll has done what it does.
    expect(pack).toBe(`npm run pack -- ${tarballs.path}`)
    expect(lines).toHaveLength(3)
    const app = "const http = require('http'); console.log(http === require('@layered-http/compat-node-http'))"
    expect(await runLines(lines.slice(0, 2), { 'app.js': app })).toBe('true\n')
    expect(lines[2]).toContain("-p \"require('http') === require('@layered-http/compat-node-http')\"")
  }, INSTALL_DEADLINE)

  test('are those of the README', async () => {
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8')
    for (const line of await linesOf('docs/try.md', 'In your own app')) if (!line.includes(' -p ')) expect(readme).toContain(line.replace(tarballs.path, '../layered-http-packages'))
  })
})
