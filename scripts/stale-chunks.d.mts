export function removeStaleChunks(dist: string): void
