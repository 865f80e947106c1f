/** The proofs, by name. A proof is a module with a `summary` and `run({ http, https, httpName, quick, figures, progress })`. */

/** The sections of docs/reliability.md, with what they are called as an argument. */
export const SECTIONS = {
  faults: ['cuts', 'kills', 'names', 'descriptors', 'full-disk', 'full-buffers', 'slow-peers'],
  'long-lives': ['requests', 'connections', 'collected'],
  load: ['crowd', 'overload', 'closing', 'draining'],
}

export const PROOFS = Object.fromEntries(Object.entries(SECTIONS).flatMap(([section, names]) => names.map((name) => [name, new URL(`./${section}/${name}.mjs`, import.meta.url)])))
