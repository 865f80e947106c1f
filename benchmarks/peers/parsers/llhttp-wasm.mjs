/** llhttp-wasm, a package of the npm registry: llhttp as WebAssembly that calls JavaScript for each part. It loses headers that a chunk's end divides. */
import llhttpWasm from 'llhttp-wasm'
import { Reading } from './reading.mjs'

const { createParser, METHODS, TYPE } = llhttpWasm

export const llhttpWasmPackage = { name: 'llhttp-wasm', open: (input) => new Reader(input) }

const methodNames = Object.fromEntries(Object.entries(METHODS).map(([name, number]) => [number, name]))

class Reader {
  reading = new Reading()
  #parser

  constructor({ isRequest }) {
    const { reading } = this
    const parser = createParser(isRequest ? TYPE.REQUEST : TYPE.RESPONSE)
    parser.onHeadersComplete = ({ rawHeaders, method, url, statusCode }) => {
      reading.fields += rawHeaders.length / 2
      reading.head = rawHeaders
      if (isRequest) {
        reading.method = methodNames[method]
        reading.url = url
      } else {
        reading.status = statusCode
      }
      return 0
    }
    parser.onBody = (piece) => {
      reading.bodyBytes += piece.length
      return 0
    }
    parser.onMessageComplete = () => {
      reading.messages++
      return 0
    }
    this.#parser = parser
  }

  read(chunk) {
    const error = this.#parser.execute(chunk)
    if (error !== 0) throw new Error(this.#parser.getErrorName(error))
  }

  headers() {
    return this.reading.head
  }
}
