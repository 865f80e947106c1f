/** How a test is run on Node, Bun and Deno: arguments and environment. */
import { execFileSync } from 'node:child_process'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Helpers of the tests look for globals that only a leak can explain. Bun and Deno have more globals than Node. */
const MORE_GLOBALS = { NODE_TEST_KNOWN_GLOBALS: '0' }

/** Deno has few of Node's flags. A test starts itself again until it has its flags: in Deno, without end. */
const ANY_FLAGS = { NODE_SKIP_FLAG_CHECK: '1' }

/** Flags that Deno passes to V8, in both spellings. */
const V8_FLAG = /^--(expose[-_]gc|allow[-_]natives[-_]syntax)$/

/** Each: `title(version)`, `command({ flags, preload, file })` as `{ args, env }`; `preload` is a list of files. */
const RUNTIMES = {
  // In NODE_OPTIONS, so that processes that a test starts get them too.
  node: {
    title: (version) => version,
    command: ({ flags, preload, file }) => ({
      args: [...flags, file],
      env: { NODE_OPTIONS: preload.flatMap((path) => ['--import', pathToFileURL(path).href]).join(' ') },
    }),
  },
  bun: {
    title: (version) => `Bun ${version}`,
    command: ({ preload, file }) => ({ args: [file], env: { ...MORE_GLOBALS, BUN_OPTIONS: preload.map((path) => `--preload=${path}`).join(' ') } }),
  },
  // It has no variable for processes that a test starts.
  deno: {
    title: (version) => `Deno ${/\d\S+/.exec(version)[0]}`,
    command: ({ flags, preload, file }) => {
      const ofV8 = flags.filter((flag) => V8_FLAG.test(flag)).map((flag) => flag.replaceAll('_', '-'))
      const own = ['--allow-all', '--node-modules-dir=manual', ...(ofV8.length > 0 ? [`--v8-flags=${ofV8.join(',')}`] : [])]
      return { args: ['run', ...own, ...preload.flatMap((path) => ['--preload', path]), file], env: { ...MORE_GLOBALS, ...ANY_FLAGS } }
    },
  },
}

/** Returns the runtime of a binary, by the name of the file: `{ binary, title, command }`. */
export function runtimeOf(binary) {
  const { title, command } = RUNTIMES[/^(bun|deno)/.exec(basename(binary))?.[1] ?? 'node']
  return { binary, title: title(execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim()), command }
}

/** Returns the name of a runtime for a heading. */
export function nameOf(title) {
  return title.startsWith('v') ? `Node ${title}` : title
}
