/** `npm run site`: builds the documentation as a site into docs/.vitepress/dist. turbo runs it, after the declarations that it reads. */
import { readOptions } from './options.mjs'
import { run } from './step.mjs'

export default function site(args) {
  readOptions(args, {})
  return run(process.execPath, ['scripts/docs/build.mjs'])
}
