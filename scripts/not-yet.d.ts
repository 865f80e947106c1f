export const CIRCLES: readonly string[]
export const FORGOTTEN_EXPORTS: readonly string[]
export const SYMBOLS: readonly string[]
export const PROGRAMS: readonly string[]
