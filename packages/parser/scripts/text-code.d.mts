export function encode(bytes: Uint8Array): { text: string; alphabet: string }
