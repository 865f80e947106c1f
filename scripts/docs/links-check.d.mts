export function deadLinks(paths: readonly string[]): string[]
