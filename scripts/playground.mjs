/** `npm run playground [-- --build [FOLDER] | --screenshot]`: the playground of the parser. */
import { runInForeground } from './foreground.mjs'
import { setUp } from './set-up.mjs'

export default async function playground(args) {
  await setUp()
  return runInForeground('packages/parser/playground/command.mjs', args)
}
