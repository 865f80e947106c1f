/** The page: the form becomes a case, the case is read, and what was read is shown. The case is also in the address. */
import { init } from '@layered-http/parser'
import { bytesOf, textOf } from './escapes.js'
import { EXAMPLES, rfcAddress, rfcText, settingsOfExample } from './examples.js'
import { LENIENCY_TEXTS } from './leniencies.js'
import { bytesText } from './rows.js'
import { DEFAULTS, hashOf, LENIENT_FLAGS, LIMITS, numberOf, settingsOf, type Settings } from './settings.js'
import { traceOf } from './trace.js'
import { element, markBytes, showBytes, showEvents, showProblem, showStatus, withCode } from './view.js'

/** Returns the element with this id, of which index.html has one. */
function find<Type extends HTMLElement>(id: string): Type {
  return document.getElementById(id) as Type
}

const form = find<HTMLFormElement>('case')
const examples = find<HTMLSelectElement>('example')
const why = find('why')
const text = find<HTMLTextAreaElement>('text')
const file = find<HTMLInputElement>('file')
const cut = find<HTMLInputElement>('cut')
const bytesView = find('bytes')
const status = find('status')

const inputNamed = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement

function addChoices(): void {
  for (const group of new Set(EXAMPLES.map(({ group }) => group))) {
    const options = EXAMPLES.filter((example) => example.group === group).map(({ name }) => element('option', { value: name }, name))
    examples.append(element('optgroup', { label: group }, ...options))
  }
  for (const name of LENIENT_FLAGS) {
    const note = element('span', { id: `about-${name}`, className: 'note' }, ...withCode(LENIENCY_TEXTS[name as keyof typeof LENIENCY_TEXTS]))
    const input = element('input', { type: 'checkbox', name: 'lenient', value: name })
    input.setAttribute('role', 'switch')
    input.setAttribute('aria-describedby', note.id)
    find('leniencies').append(element('p', {}, element('label', {}, input, ' ', element('code', {}, name)), ' ', note))
  }
}

const switches = (): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>('input[name=lenient]')]

/** Returns the case that the form shows. */
function readForm(): Settings {
  const values = new FormData(form)
  const settings: Settings = { ...DEFAULTS }
  settings.text = text.value
  settings.reads = values.get('reads') === 'responses' ? 'responses' : 'requests'
  settings.methods = inputNamed('methods').value
  // At the end there is no cut, also when the text grows.
  settings.cut = cut.value === cut.max ? null : Number(cut.value)
  settings.isEnded = values.has('isEnded')
  settings.strict = values.has('strict')
  settings.relaxedHeaderValues = values.has('relaxedHeaderValues')
  for (const name of LIMITS) settings[name] = numberOf(inputNamed(name).value) ?? DEFAULTS[name]
  settings.lenient = LENIENT_FLAGS.filter((name) => switches().some((input) => input.checked && input.value === name))
  return settings
}

/** Makes the form show a case. */
function fillForm(settings: Settings): void {
  text.value = settings.text
  for (const input of form.querySelectorAll<HTMLInputElement>('input[name=reads]')) input.checked = input.value === settings.reads
  inputNamed('methods').value = settings.methods
  for (const name of ['isEnded', 'strict', 'relaxedHeaderValues'] as const) inputNamed(name).checked = settings[name]
  for (const name of LIMITS) inputNamed(name).value = String(settings[name])
  for (const input of switches()) input.checked = (settings.lenient as readonly string[]).includes(input.value)
  const isUsual = LIMITS.every((name) => settings[name] === DEFAULTS[name]) && settings.lenient.length === 0 && !settings.strict && !settings.relaxedHeaderValues
  if (!isUsual) form.querySelector('details')!.open = true
}

/** Reads a case and shows everything. */
function show(settings: Settings): void {
  const bytes = bytesOf(settings.text)
  cut.max = String(bytes.length)
  cut.value = String(Math.min(settings.cut ?? bytes.length, bytes.length))
  find('cut-size').textContent = cut.value === cut.max ? `everything, ${bytesText(bytes.length)}` : `${cut.value} of ${bytesText(bytes.length)}`
  find('methods-field').hidden = find('methods-note').hidden = settings.reads === 'requests'
  showExample(settings)
  try {
    const trace = traceOf(bytes, settings)
    showBytes(bytesView, bytes, trace)
    showEvents(find('events'), trace, (start, end) => markBytes(bytesView, start, end))
    showStatus(status, trace)
  } catch (error) {
    // Options that do not go together.
    find('events').replaceChildren()
    bytesView.replaceChildren()
    showProblem(status, (error as Error).message)
  }
}

/** Names the example that a case begins with, and why it is there. Other cuts and options leave it the same example. */
function showExample({ text, reads }: Settings): void {
  const example = EXAMPLES.find(({ settings }) => settings.text === text && (settings.reads ?? DEFAULTS.reads) === reads)
  examples.value = example?.name ?? ''
  why.hidden = example === undefined
  if (example === undefined) return
  why.replaceChildren(`${example.why} `, element('a', { href: rfcAddress(example.rfc) }, rfcText(example.rfc)))
  if (example.acceptedWith !== undefined) why.append('. Accepted with ', ...example.acceptedWith.map((name) => element('code', {}, name)))
  why.append('.')
}

/** Shows a case in the form and below it, and puts it into the address. */
function open(settings: Settings): void {
  fillForm(settings)
  show(settings)
  keep(settings)
}

/** Puts a case into the address. Going back leads to the page before this one, not through each letter. */
function keep(settings: Settings): void {
  history.replaceState(null, '', `#${hashOf(settings)}`)
}

function onInput(event: Event): void {
  if (event.target === examples || event.target === file) return
  const settings = readForm()
  show(settings)
  keep(settings)
}

async function start(): Promise<void> {
  addChoices()
  try {
    await init()
  } catch (error) {
    showProblem(status, (error as Error).message)
    return
  }
  form.addEventListener('input', onInput)
  form.addEventListener('submit', (event) => event.preventDefault())
  examples.addEventListener('change', () => {
    const example = EXAMPLES.find(({ name }) => name === examples.value)
    open(example === undefined ? DEFAULTS : settingsOfExample(example))
  })
  file.addEventListener('change', async () => {
    const [chosen] = file.files ?? []
    if (chosen !== undefined) open({ ...readForm(), text: textOf(new Uint8Array(await chosen.arrayBuffer())), cut: null })
  })
  addEventListener('hashchange', () => open(settingsOf(location.hash)))
  open(location.hash.length > 1 ? settingsOf(location.hash) : settingsOfExample(EXAMPLES[2]!))
}

void start()
