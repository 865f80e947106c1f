export function wholeNumber(name: string, text: string | undefined): number | undefined
