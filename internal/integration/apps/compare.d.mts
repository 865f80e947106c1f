export const APPS: readonly string[]
export function compareApp(app: string): Promise<void>
