/** Reduces a trace to the fields that users rely on: one value for each field, without times, and order only where programs depend on it. */
import type { Entry } from './harness.js'

export type Fields = Record<string, string>

/** Events that should come once. */
const ONCE = new Set(['finish', 'close', 'end', 'aborted', 'error', 'timeout'])
/** Events that have no separate field. 'drain' is checked where write() returned false. */
const IGNORED = new Set(['drain', 'prefinish', 'begun', 'given', 'rest'])

export function reduce(entries: Entry[]): Fields {
  const fields: Fields = {}
  const lists = new Map<string, string[]>()
  const full = new Set<string>()
  const add = (field: string, value: string): void => void (lists.get(field)?.push(value) ?? lists.set(field, [value]))
  let phase = ''
  for (const [name, event, said] of entries) {
    const value = said?.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:port')
    const field = `${name} ${event}`
    if (event === 'rest') phase = ' when closed'
    if (event === 'given') lists.set(`${name} callback`, [])
    else if (event === 'begun') fields[`${name} part`] = 'waiting'
    else if (event === 'done') fields[`${name} part`] = value + phase
    else if (event === 'full') full.add(name)
    else if (event === 'drained') full.delete(name)
    else if (event === 'called') add(`${name} callback`, value + phase)
    else if (ONCE.has(event)) {
      add(field, (value ?? 'came') + phase)
      if ((event === 'finish' || event === 'end') && lists.has(`${name} close`)) fields[`${name} order`] = `close before ${event}`
    } else if (!IGNORED.has(event)) add(field, (value ?? 'came') + phase)
  }
  for (const [field, values] of lists) fields[field] = values.length === 0 ? 'never' : values.join(', ')
  // A message that has ended or closed need not emit 'drain'.
  for (const name of full) {
    const part = name.split(' ').slice(0, 2).join(' ')
    const over = [`${part} res close`, `${part} res finish`, `${part} req close`].some((field) => field in fields && !fields[field]!.includes('when closed'))
    if (!over) fields[`${part} drain`] = 'never'
  }
  return fields
}

/** Returns one trace: a field that is not the same in all traces is {@link UNSTEADY}. */
export function steady(all: Fields[]): Fields {
  const names = new Set(all.flatMap((fields) => Object.keys(fields)))
  const result: Fields = {}
  for (const name of names) {
    const values = new Set(all.map((fields) => fields[name]))
    if (values.size === 1) result[name] = all[0]![name]!
    else result[name] = UNSTEADY
  }
  return result
}

export const UNSTEADY = '(not steady)'

export interface FieldDifference {
  field: string
  ours: string
  theirs: string
}

/** Returns the fields that differ, without those that are unsteady on a side. */
export function differences(ours: Fields, theirs: Fields): FieldDifference[] {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
  return names
    .map((field) => ({ field, ours: ours[field] ?? 'nothing', theirs: theirs[field] ?? 'nothing' }))
    .filter(({ ours: a, theirs: b }) => a !== b && a !== UNSTEADY && b !== UNSTEADY)
}

/** Returns the kind of a difference. It is the same for programs that differ only in numbers. */
export function kindOf({ field, ours, theirs }: FieldDifference): string {
  const plain = (text: string): string => text.replace(/ [hrcb]?\d+(?= |$)/g, '').replace(/\d+/g, 'N')
  const event = field.replace(/ [hrcb]\d+/g, '').replace(/ \d+/g, '')
  const short = (text: string): string => (/(body|head|reply is|got|value|first)$/.test(event) ? (text === 'nothing' ? text : 'other') : plain(text))
  return `${event}: ${short(theirs)} -> ${short(ours)}`
}

/** Kinds of fields, the most important for users first. The first field that differs names the difference of a program. */
const WEIGHTS = [/^process ended/, /^program is/, / part$/, / body$/, / (head|is|got)$/, /^process uncaught/, / threw$/, / drain$/, / (finish|end|close)$/, / callback$/, / order$/, / (error|aborted|clientError)$/, /pool$|left$|connections$/]

/** Returns the most important of the differences. */
export function primary(found: FieldDifference[]): FieldDifference {
  const weight = ({ field }: FieldDifference): number => (WEIGHTS.findIndex((pattern) => pattern.test(field)) + WEIGHTS.length + 1) % (WEIGHTS.length + 1)
  return found.toSorted((a, b) => weight(a) - weight(b))[0]!
}
