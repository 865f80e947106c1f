export const SITE: string
export function pagesOfSite(): string[]
