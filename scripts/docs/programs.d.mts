export function pagesWithPrograms(): { path: string; text: string; filled: string }[]
export function programsWithoutPage(): string[]
