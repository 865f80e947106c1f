export const FOLDER: string
export function buildPlayground(folder?: string): Promise<void>
