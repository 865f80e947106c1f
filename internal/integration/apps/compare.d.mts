export const APPS: readonly string[]
export function compareApp(app: string, binary: string): Promise<void>
