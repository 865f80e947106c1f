/** `npm run playground [-- --build [FOLDER] | --screenshot]`: the playground of the parser. */
import { runInForeground } from './foreground.mjs'
import { readOptions, usageLines } from './options.mjs'
import { setUp } from './set-up.mjs'
import { StepError } from './step.mjs'

const OPTIONS = {
  build: { type: 'boolean', usage: '--build [FOLDER] (builds its static files only)' },
  screenshot: { type: 'boolean', usage: '--screenshot (writes docs/playground.png, with Chromium)' },
}

export const USAGE = usageLines(OPTIONS)

export default async function playground(args) {
  const { build, words } = readOptions(args, OPTIONS, { words: 1 })
  if (words.length > 0 && !build) throw new StepError(`a folder needs --build: npm run playground -- --build ${words[0]}`)
  await setUp()
  return runInForeground('packages/parser/playground/command.mjs', args)
}
