/** What runs on other machines: the workflows run commands that exist, on the Nodes that are promised, with actions that do not change by themselves. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { VERSIONS } from '../../../scripts/node-binaries.mjs'
import { PACKAGE_NAMES, ROOT } from './support/tarballs.js'

interface Step {
  uses?: string
  run?: string
  with?: Record<string, string>
  env?: Record<string, string>
}

interface Workflow {
  on: Record<string, unknown>
  permissions: Record<string, string>
  jobs: Record<string, { 'timeout-minutes'?: number; permissions?: Record<string, string>; strategy?: { matrix: { os: string[]; node: number[] } }; steps: Step[] }>
}

const FOLDER = join(ROOT, '.github/workflows')
const workflows = new Map(readdirSync(FOLDER).map((file) => [file, parse(readFileSync(join(FOLDER, file), 'utf8')) as Workflow]))
const { scripts, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string>; engines: { node: string } }
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

const jobsOf = (workflow: Workflow): Workflow['jobs'][string][] => Object.values(workflow.jobs)
const stepsOf = (workflow: Workflow): Step[] => jobsOf(workflow).flatMap(({ steps }) => steps)

test('there is one for the tests, one for releases, and one for the audit', () => {
  expect([...workflows.keys()].sort()).toEqual(['audit.yml', 'ci.yml', 'release.yml'])
})

describe.each([...workflows])('%s', (_file, workflow) => {
  test('runs commands that package.json has', () => {
    const commands = stepsOf(workflow).flatMap(({ run, with: inputs }) => [run, inputs?.version, inputs?.publish]).filter((command) => command !== undefined)
    expect(commands.length).toBeGreaterThan(0)
    // Every command is one of npm: nothing else is known to run on each system.
    expect(commands.filter((command) => scripts[/^npm (?:run )?([\w:-]+)( [\w -]+)?$/.exec(command)?.[1] ?? ''] === undefined)).toEqual([])
  })

  test('names each action by a full version', () => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? [])
    expect(actions.length).toBeGreaterThan(0)
    expect(actions.filter((action) => !/@(v\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(action))).toEqual([])
  })

  test('may read, ends in the end, and may write only where it releases', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(jobsOf(workflow).filter((job) => job['timeout-minutes'] === undefined)).toEqual([])
    if (!('schedule' in workflow.on) && !Object.hasOwn(workflow.jobs, 'release')) expect(jobsOf(workflow).filter(({ permissions }) => permissions !== undefined)).toEqual([])
  })
})

test('the tests run on each system, and on the lines of Node that the README names', () => {
  const { strategy, steps } = workflows.get('ci.yml')!.jobs.test!
  const { os, node } = strategy!.matrix
  expect(os.map((name) => name.split('-')[0])).toEqual(['ubuntu', 'macos', 'windows'])
  const oldest = Number(/^>=(\d+)\./.exec(engines.node)![1])
  expect(node).toEqual([oldest, ...VERSIONS.map((version) => Number(version.split('.')[0]))])
  expect(readme).toContain(`on Node ${node.slice(0, -1).join(', ')} and ${node.at(-1)}`)
  // The command that the README gives for the tests.
  expect(readme).toMatch(/^npm test /m)
  expect(steps.at(-1)).toEqual({ run: 'npm test' })
})

test('a release has a statement of its origin: the job may ask for a token, npm is told, and each package names its repository', () => {
  const { permissions, steps } = workflows.get('release.yml')!.jobs.release!
  expect(permissions).toMatchObject({ 'id-token': 'write' })
  expect(steps.at(-1)!.env).toMatchObject({ NPM_CONFIG_PROVENANCE: 'true' })
  // Tests come before anything is published.
  expect(steps.findIndex(({ run }) => run === 'npm test')).toBe(steps.length - 2)
  for (const name of PACKAGE_NAMES) {
    const { repository } = JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')) as { repository: { url: string; directory: string } }
    expect(repository, name).toEqual({ type: 'git', url: 'git+https://github.com/layered-http/layered-http.git', directory: `packages/${name}` })
  }
})
