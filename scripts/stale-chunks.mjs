/**
 * turbo restores the files of an earlier build beside those that are there. The name of a chunk follows its content, so an old one stays, and would be in the
 * tarball.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const IMPORT = /(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g

/** Removes the chunks in a package's `dist` that no entry of it reaches. */
export function removeStaleChunks(dist) {
  const chunks = join(dist, 'chunks')
  if (!existsSync(chunks)) return
  const reached = new Set()
  const reach = (file) => {
    if (reached.has(file)) return
    reached.add(file)
    for (const [, path] of readFileSync(file, 'utf8').matchAll(IMPORT)) reach(join(dirname(file), path))
  }
  for (const name of readdirSync(dist)) if (name.endsWith('.js')) reach(join(dist, name))
  for (const name of readdirSync(chunks)) if (!reached.has(join(chunks, name.replace(/\.map$/, '')))) rmSync(join(chunks, name))
  if (readdirSync(chunks).length === 0) rmSync(chunks, { recursive: true })
}
