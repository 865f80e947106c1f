/** Types of groups.mjs, for its tests. */
export interface Test {
  group: string
  name: string
  root: string
  file: string
}

export function findTests(root: string, filter: RegExp): Test[]
