/** Shortens a program that shows a difference: removes parts, makes numbers smaller, takes simpler values. */
import type { Program } from './program.js'

type Json = unknown
type Path = (string | number)[]

const SIMPLER: Record<string, unknown[]> = { method: ['GET', 'POST'], peers: ['both'], how: ['data'], kind: ['ascii'], agent: ['none'] }

/** Yields every program that is one step simpler, the largest steps first. */
function* simpler(program: Program): Generator<Program> {
  const places: { path: Path; value: Json }[] = []
  const walk = (value: Json, path: Path): void => {
    places.push({ path, value })
    if (Array.isArray(value)) value.forEach((item, i) => walk(item, [...path, i]))
    else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) walk(item, [...path, name])
  }
  walk(program, [])
  places.sort((a, b) => JSON.stringify(b.value).length - JSON.stringify(a.value).length)
  // A header keeps both its name and its value.
  const isHeaderPart = (path: Path): boolean => path.at(-3) === 'headers'
  for (const { path } of places) if (path.length > 0 && !isHeaderPart(path)) yield changed(program, path, undefined, true)
  for (const { path, value } of places) {
    const name = path.at(-1)!
    if (typeof value === 'number') for (const smaller of [0, 1, 5, Math.floor(value / 2)]) if (smaller < value) yield changed(program, path, smaller)
    for (const simple of SIMPLER[name] ?? []) if (value !== simple && typeof value !== 'object') yield changed(program, path, simple)
  }
}

function changed(program: Program, path: Path, value: Json, remove = false): Program {
  const copy = structuredClone(program)
  let at: Json = copy
  for (const name of path.slice(0, -1)) at = (at as Record<string | number, Json>)[name]
  const last = path.at(-1)!
  if (!remove) (at as Record<string | number, Json>)[last] = value
  else if (Array.isArray(at)) at.splice(last as number, 1)
  else delete (at as Record<string | number, Json>)[last]
  return copy
}

/** Returns the shortest program found that still shows the difference: `shows` is true for it. Tries at most `most` programs. */
export async function shrink(program: Program, shows: (program: Program) => Promise<boolean>, most = 400): Promise<Program> {
  let tried = 0
  const seen = new Set<string>()
  for (let found = true; found; ) {
    found = false
    for (const candidate of simpler(program)) {
      const text = JSON.stringify(candidate)
      if (seen.has(text)) continue
      seen.add(text)
      if (++tried > most) return program
      if (!(await shows(candidate))) continue
      program = candidate
      found = true
      break
    }
  }
  return program
}
