export function packInto(folder: string): Promise<void>
