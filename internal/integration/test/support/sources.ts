/** The files of the repository that a test of the documentation reads. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** Folders of generated files. */
const MADE = new Set(['node_modules', 'dist', 'temp', 'etc'])

/** Returns the paths below `folder` that end in one of `endings`. All paths are relative to the root. Hidden folders are left out. */
export function filesIn(folder: string, endings: readonly string[]): string[] {
  return readdirSync(`${ROOT}${folder}`, { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return MADE.has(entry.name) || entry.name.startsWith('.') ? [] : filesIn(path, endings)
      return entry.isFile() && endings.some((ending) => path.endsWith(ending)) ? [path] : []
    })
    .sort()
}
