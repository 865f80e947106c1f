import type { Browser } from 'playwright-core'

export function checkPages(
  browser: Browser,
  address: string,
  paths: readonly string[],
  options?: { sizes?: ('wide' | 'narrow')[]; schemes?: ('light' | 'dark')[]; screenshots?: string; onPage?: (path: string) => void },
): Promise<string[]>
