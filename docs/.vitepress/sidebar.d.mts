export function sidebar(): { text: string; collapsed?: boolean; items: { text: string; link: string }[] }[]
