/** What {@link runLlhttp} returns. */
export interface Seen {
  errno: number
  heads: number
  completes: number
  keepAlive: boolean[]
  body: string
}

export interface GuardAnswer {
  guard: string
  fixedIn: string | undefined
  isNeeded: boolean
}

export function runLlhttp(binary: Uint8Array, type: number, text: string): Seen
export function guardsOf(binary: Uint8Array): GuardAnswer[]
export function newExports(binary: Uint8Array, than: Uint8Array): string[]
export function compareVersions(a: string, b: string): number
export function newestOfEachMajor(versions: readonly string[], current: string): string[]
export function oldestVersionOf(guards: readonly GuardAnswer[]): string | undefined
export function report(
  found: readonly { version: string; sha256: string; guards: readonly GuardAnswer[]; added: readonly string[] }[],
  own: { version: string; carrier: string; carrierVersion: string; sha256: string },
  known: Readonly<Record<string, string>>,
): { lines: string[]; isNewer: boolean }
