/** `npm run newer-llhttp`: whether undici carries a newer llhttp than ours. It needs no installed workspace. */
import { readOptions } from './options.mjs'
import { run } from './step.mjs'

export default function newerLlhttp(args) {
  readOptions(args, {})
  return run(process.execPath, ['packages/parser/scripts/newer-llhttp.mjs'])
}
