export function guides(): { path: string; text: string; filled: string }[]
export function programsWithoutPage(): string[]
