/** Finds Node's tests about HTTP/1, with TLS or without, by folder and name. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const FILE = /\.m?js$/

/** Tests of tls that use https, although their names do not say so. */
const TLS_BY_HTTPS =
  /^test-tls-(handshake-exception|junk-server|over-http-tunnel|set-default-ca-certificates-(append-https-request|reset-https-request|precedence-bundled|precedence-empty)|set-secure-context|use-after-free-regression|write-error)\.js/

/** The groups. The numbers of the first one are compared first. */
export const GROUPS = [
  { name: 'http', folders: ['parallel', 'sequential'], names: /^test-http-/ },
  { name: 'diagnostics channels', folders: ['parallel'], names: /^test-diagnostics?-channel-http-|^test-diagnostics?-channel-http\./ },
  { name: 'async hooks and local storage', folders: ['parallel', 'async-hooks'], names: /^test-(async-(hooks|local-storage|exec-resource)-http|graph\.http|httpparser)(?!2)/ },
  { name: 'cluster', folders: ['parallel', 'sequential'], names: /^test-cluster-.*http-|^test-cluster-.*-http\b/ },
  { name: 'child processes', folders: ['parallel'], names: /^test-child-process-http-/ },
  { name: 'domain', folders: ['parallel'], names: /^test-domain-http-/ },
  { name: 'pipes', folders: ['parallel'], names: /^test-pipe-(.*-)?http\b|^test-pipe-file-to-http\b|^test-stream2-httpclient-|^test-stream-pipeline-http(?!2)|^test-stream-pipeline\.js/ },
  { name: 'garbage collection', folders: ['parallel', 'sequential'], names: /^test-gc-http-/ },
  { name: 'https', folders: ['parallel', 'sequential'], names: /^test-https-/ },
  { name: 'HTTP/1 by http2', folders: ['parallel', 'sequential'], names: /^test-http2-(.*-)?(allow-http1|https-fallback)/ },
  { name: 'tls by https', folders: ['parallel', 'sequential'], names: TLS_BY_HTTPS },
  { name: 'proxies for https', folders: ['client-proxy'], names: /^test-https-proxy-request|^test-https-request|^test-(http-set-global-proxy-from-env-https|use-env-proxy-cli-https)/ },
  { name: 'proxies', folders: ['client-proxy'], names: /^test-(http|use-env-proxy)-(?!.*(https|fetch|cli-https))/ },
]

/** Returns `{ group, name, file }` of every test below `root` whose `folder/name` matches `filter`. */
export function findTests(root, filter) {
  return GROUPS.flatMap(({ name: group, folders, names }) =>
    folders
      .filter((folder) => statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory())
      .flatMap((folder) => readdirSync(join(root, folder)).filter((file) => FILE.test(file) && names.test(file)).map((file) => `${folder}/${file}`))
      .filter((name) => filter.test(name))
      .map((name) => ({ group, name, root, file: join(root, name) })),
  )
}
