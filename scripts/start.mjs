/** `npm start [-- --once]`: the Express example on layered-http. */
import { runInForeground } from './foreground.mjs'
import { readOptions, usageLines } from './options.mjs'
import { setUp } from './set-up.mjs'

const OPTIONS = { once: { type: 'boolean', usage: '--once (ends after the transcript)' } }

export const USAGE = usageLines(OPTIONS)

export default async function start(args) {
  readOptions(args, OPTIONS)
  await setUp()
  return runInForeground('examples/express-app/main.mjs', args)
}
