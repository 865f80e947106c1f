/** Elements for what was read: bytes, events, the state. Nothing here reads the form. */
import { bytesText, headingOf, rowOf, spanText, stateText, type Row } from './rows.js'
import { MAX_SHOWN, segmentsOf, shownLine } from './segments.js'
import type { Trace } from './trace.js'

/** Events that are shown. More would make a page slow. */
const MAX_ROWS = 500

/** Returns an element. Children that are text are never read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, properties: Partial<HTMLElementTagNameMap[Name]> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

/** Returns a text in which the parts between backticks are code. */
export function withCode(text: string): (Node | string)[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? element('code', {}, part) : part))
}

/** Shows the bytes, with a border at each event, at the cut and around the offending byte. */
export function showBytes(target: HTMLElement, bytes: Uint8Array, trace: Trace): void {
  const cut = trace.steps[0]!.size
  const at = trace.failure?.at
  const positions = trace.steps.flatMap(({ events }) => events.flatMap(({ start, end }) => [start, end]))
  positions.push(cut)
  if (at !== undefined) positions.push(at, at + 1)
  const spans = segmentsOf(bytes, positions).map(({ start, end, runs }) => {
    const span = element('span', {}, ...runs.map(({ text, isEscape }) => (isEscape ? element('span', { className: 'escape' }, text) : text)))
    span.dataset.start = String(start)
    span.dataset.end = String(end)
    span.classList.toggle('rest', start >= cut)
    span.classList.toggle('offending', at === start && end === at + 1)
    return span
  })
  target.replaceChildren(...spans)
  if (bytes.length > MAX_SHOWN) target.append(element('span', { className: 'note' }, `… ${bytesText(bytes.length - MAX_SHOWN)} more`))
}

/** Marks the bytes of an event, and no others. */
export function markBytes(target: HTMLElement, start: number, end: number): void {
  for (const span of target.children) {
    const { start: from, end: to } = (span as HTMLElement).dataset
    span.classList.toggle('marked', from !== undefined && Number(from) >= start && Number(to) <= end)
  }
}

/** Shows the events of each step. An event marks its bytes while it is pointed at or focused. */
export function showEvents(target: HTMLElement, { steps }: Trace, mark: (start: number, end: number) => void): void {
  const isCut = steps.some(({ input }) => input === 'rest')
  target.replaceChildren(
    ...steps.flatMap((step) => {
      const items = step.events.slice(0, MAX_ROWS).map((event) => itemOf(rowOf(event), mark))
      const more = step.events.length - items.length
      if (more > 0) items.push(element('li', { className: 'note' }, `… ${more} more events`))
      return [element('h3', {}, headingOf(step, isCut)), element('ol', {}, ...items), element('p', { className: 'note' }, stateText(step))]
    }),
  )
}

function itemOf({ type, title, start, end, details, fields }: Row, mark: (start: number, end: number) => void): HTMLElement {
  const button = element('button', { type: 'button' }, element('span', { className: 'title' }, title), element('span', { className: 'span' }, `${type}, ${spanText(start, end)}`))
  const list = element('dl', {}, ...details.flatMap((pair) => termOf(pair, '')), ...fields.flatMap((pair) => termOf(pair, 'field')))
  const item = element('li', {}, button, list)
  const show = (): void => mark(start, end)
  const hide = (): void => mark(-1, -1)
  item.addEventListener('pointerenter', show)
  item.addEventListener('pointerleave', hide)
  item.addEventListener('focusin', show)
  item.addEventListener('focusout', hide)
  button.addEventListener('click', show)
  return item
}

function termOf([name, value]: [string, string], className: string): HTMLElement[] {
  return [element('dt', {}, name), element('dd', { className }, shownLine(Uint8Array.from(value, (char) => char.charCodeAt(0))))]
}

/** Says where the parser is, or what is wrong. */
export function showStatus(target: HTMLElement, { steps, failure }: Trace): void {
  target.classList.toggle('failed', failure !== null)
  if (failure === null) {
    const count = steps.reduce((sum, { events }) => sum + events.length, 0)
    target.replaceChildren(`${count === 1 ? '1 event' : `${count} events`}. ${stateText(steps.at(-1)!)}`)
    return
  }
  const { code, reason, at, excerpt, limit } = failure
  target.replaceChildren(element('strong', {}, code), `: ${reason}${reason.endsWith('.') ? '' : '.'} At byte ${at}. ${limit}`)
  if (excerpt.length > 0) target.append(element('br'), 'Around it: ', element('code', {}, shownLine(excerpt)))
}

/** Says that the options or the browser are the problem. */
export function showProblem(target: HTMLElement, message: string): void {
  target.classList.add('failed')
  target.replaceChildren(message)
}
