export function ownKeys(http: object): Promise<Record<string, string[]>>
