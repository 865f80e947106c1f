import type { Browser } from 'playwright-core'

export const HOW_TO_INSTALL_CHROMIUM: string
export function findChromium(): string | undefined
export function launchChromium(): Promise<Browser>
