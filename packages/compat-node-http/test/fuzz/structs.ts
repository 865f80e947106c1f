/**
 * Counts the llhttp structs that exist, by a look at the calls of the WebAssembly module. Import it before a parser reads for the first time.
 */

type Exports = Record<string, (...args: number[]) => number>
declare const WebAssembly: { Instance: new (...args: unknown[]) => { exports: Exports } }

let existing = 0

const { Instance } = WebAssembly
WebAssembly.Instance = class {
  readonly exports: Exports

  constructor(...args: unknown[]) {
    const { exports } = new Instance(...args)
    this.exports = {
      ...exports,
      llhttp_alloc: (type) => {
        existing++
        return exports.llhttp_alloc!(type!)
      },
      llhttp_free: (pointer) => {
        existing--
        return exports.llhttp_free!(pointer!)
      },
    }
  }
}

/** Returns the number of structs, those in the parser's pool included. */
export function existingStructs(): number {
  return existing
}
