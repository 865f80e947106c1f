export const COMMANDS: Record<string, string>
export default function help(): number
