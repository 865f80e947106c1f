/** Diagrams of state machines in Mermaid's language, made from the table that the code runs. */
import type { StateTable } from './state-table.js'

/** Returns a Mermaid `stateDiagram-v2` of `machine`: one arrow for each pair of states, labelled with its events. */
export function stateDiagram<State extends string, Event extends string>({ table }: { readonly table: StateTable<State, Event> }): string {
  const states = Object.keys(table) as State[]
  const lines = ['stateDiagram-v2', `  [*] --> ${states[0]}`]
  for (const state of states) {
    const events = Object.keys(table[state]) as Event[]
    const targets = new Set(events.map((event) => table[state][event]!))
    for (const target of targets) lines.push(`  ${state} --> ${target} : ${events.filter((event) => table[state][event] === target).join(', ')}`)
    if ([...targets].every((target) => target === state)) lines.push(`  ${state} --> [*]`)
  }
  return lines.join('\n')
}
