/** What Node 26 does with each case: expected.json, one line for each. */
import { readFileSync } from 'node:fs'
import { recorded, type Recorded } from './outcome.js'
import type { Result } from './run.js'

export interface Expected {
  recordedOn: string
  request: Record<string, Recorded>
  response: Record<string, Recorded>
}

export const readExpected = (file: URL | string): Expected => JSON.parse(readFileSync(file, 'utf8')) as Expected

export function expectedText(results: Result[]): string {
  const section = (side: Result['side']): string =>
    `"${side}":{\n${results
      .filter((result) => result.side === side)
      .map(({ case: { name }, outcomes }) => `${JSON.stringify(name)}:${JSON.stringify(recorded(outcomes.whole))}`)
      .join(',\n')}\n}`
  return `{"recordedOn":"${process.version}",\n${section('request')},\n${section('response')}}\n`
}
