/** `npm start [-- --once]`: the Express example on layered-http. */
import { runInForeground } from './foreground.mjs'
import { setUp } from './set-up.mjs'

export default async function start(args) {
  await setUp()
  return runInForeground('examples/express-app/main.mjs', args)
}
