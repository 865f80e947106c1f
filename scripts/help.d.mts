export const COMMANDS: Record<string, { does: string; takes: string; from?: string; also?: string[] }>
export function helpOf(name: string): Promise<string>
export default function help(words?: string[]): Promise<number>
