/** What a case consists of: the text, how it is cut, and the options of the parser. And the same as the hash of a URL. */
import { DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE, DEFAULT_MAX_HEADER_SIZE, DEFAULT_MAX_HEADERS_COUNT, Lenient, type LenientFlag } from '@layered-http/parser'

export interface Settings {
  text: string
  reads: 'requests' | 'responses'
  /** For responses: the methods of their requests, in order, with spaces between. */
  methods: string
  /** Bytes of the first chunk; null if everything comes in one. */
  cut: number | null
  /** True if the end of input follows. */
  isEnded: boolean
  lenient: readonly LenientFlag[]
  strict: boolean
  relaxedHeaderValues: boolean
  maxHeaderSize: number
  maxHeadersCount: number
  maxChunkExtensionsSize: number
}

export const DEFAULTS: Settings = {
  text: '',
  reads: 'requests',
  methods: '',
  cut: null,
  isEnded: false,
  lenient: [],
  strict: false,
  relaxedHeaderValues: false,
  maxHeaderSize: DEFAULT_MAX_HEADER_SIZE,
  maxHeadersCount: DEFAULT_MAX_HEADERS_COUNT,
  maxChunkExtensionsSize: DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE,
}

/** The leniencies that have a switch: all names but the sum of them. */
export const LENIENT_FLAGS = (Object.keys(Lenient) as LenientFlag[]).filter((name) => name !== 'ALL')

/** The limits that have an input. */
export const LIMITS = ['maxHeaderSize', 'maxHeadersCount', 'maxChunkExtensionsSize'] as const

const SWITCHES = ['isEnded', 'strict', 'relaxedHeaderValues'] as const

/** Returns the hash for a case, without `#`. It has only what differs from {@link DEFAULTS}. */
export function hashOf(settings: Settings): string {
  const pairs = Object.entries(settings).filter(([name, value]) => String(value) !== String(DEFAULTS[name as keyof Settings]))
  return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()
}

/** Returns the case of a hash. Unknown names and wrong values are left out, since links come from anywhere. */
export function settingsOf(hash: string): Settings {
  const values = new URLSearchParams(hash.replace(/^#/, ''))
  const settings: Settings = { ...DEFAULTS }
  const text = (name: 'text' | 'methods'): string => values.get(name) ?? DEFAULTS[name]
  settings.text = text('text')
  settings.methods = text('methods')
  if (values.get('reads') === 'responses') settings.reads = 'responses'
  for (const name of SWITCHES) settings[name] = values.get(name) === 'true'
  for (const name of LIMITS) settings[name] = numberOf(values.get(name)) ?? DEFAULTS[name]
  settings.cut = numberOf(values.get('cut')) ?? null
  const names = (values.get('lenient') ?? '').split(',')
  settings.lenient = LENIENT_FLAGS.filter((name) => names.includes(name))
  return settings
}

/** Returns the number that consists of digits; undefined for any other text. */
export function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
