/** Programs that know nothing of us, with Node's http and with the preload. The smoke test does the same on the other lines of Node. */
import { test } from 'vitest'
import { APPS, compareApp } from '../apps/compare.mjs'

test.each(APPS)("%s does with ours what it does with Node's, preloaded by either flag", (app) => compareApp(app))
