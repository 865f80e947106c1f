export type Way = 'import' | 'require' | 'builtin'
export const EVERY_WAY: readonly Way[]
export const RUNNING_LINE: number
export function lineOf(version: string): number
export function appsOf(line: number): string[]
export function compareApp(app: string, options?: { node?: string; line?: number; ways?: readonly Way[] }): Promise<void>
