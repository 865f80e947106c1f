/** Which of Node's tests are about http/1, by folder and name. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const FILE = /\.m?js$/

/** The first group is the one that numbers are compared by. */
export const GROUPS = [
  { name: 'http', folders: ['parallel', 'sequential'], names: /^test-http-/ },
  { name: 'diagnostics channels', folders: ['parallel'], names: /^test-diagnostics?-channel-http-|^test-diagnostics?-channel-http\./ },
  { name: 'async hooks and local storage', folders: ['parallel', 'async-hooks'], names: /^test-(async-(hooks|local-storage|exec-resource)-http|graph\.http|httpparser)(?!2)/ },
  { name: 'cluster', folders: ['parallel', 'sequential'], names: /^test-cluster-.*http-|^test-cluster-.*-http\b/ },
  { name: 'child processes', folders: ['parallel'], names: /^test-child-process-http-/ },
  { name: 'domain', folders: ['parallel'], names: /^test-domain-http-/ },
  { name: 'pipes', folders: ['parallel'], names: /^test-pipe-(.*-)?http\b|^test-pipe-file-to-http\b|^test-stream2-httpclient-|^test-stream-pipeline-http(?!2)|^test-stream-pipeline\.js/ },
  { name: 'garbage collection', folders: ['parallel', 'sequential'], names: /^test-gc-http-/ },
  { name: 'proxies', folders: ['client-proxy'], names: /^test-(http|use-env-proxy)-(?!.*(https|fetch|cli-https))/ },
]

/** `{ group, name, file }` of every test below `root` whose `folder/name` matches `filter`. */
export function findTests(root, filter) {
  return GROUPS.flatMap(({ name: group, folders, names }) =>
    folders
      .filter((folder) => statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory())
      .flatMap((folder) => readdirSync(join(root, folder)).filter((file) => FILE.test(file) && names.test(file)).map((file) => `${folder}/${file}`))
      .filter((name) => filter.test(name))
      .map((name) => ({ group, name, root, file: join(root, name) })),
  )
}
