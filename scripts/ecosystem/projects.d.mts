/** Types of projects.mjs, for its tests. */
import type { Project } from './rounds.mjs'

export const PROJECTS: Record<string, Project>
