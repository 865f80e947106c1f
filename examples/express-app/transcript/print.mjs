/**
 * Runs the steps one after the other and prints two lines for each: its request, and the response.
 *
 * A step is `{ what, run }`. `run` gets an AbortSignal; it returns a description of the response, or throws.
 */
import { fetchSteps } from './with-fetch.mjs'
import { clientSteps } from './with-client.mjs'
import { socketSteps } from './with-socket.mjs'

/** Milliseconds. All steps together take a fraction of a second; one that hangs must not hang the transcript. */
const STEP_TIME_LIMIT = 5000

/** Returns true if every step succeeded. */
export async function printTranscript(port) {
  const steps = [...clientSteps(port), ...fetchSteps(port), ...socketSteps(port)]
  let wrong = 0
  for (const [index, { what, run }] of steps.entries()) {
    console.log(`${index + 1}. ${what}`)
    try {
      console.log(`   OK: ${await withinTimeLimit(run)}`)
    } catch (error) {
      wrong++
      console.log(`   WRONG: ${error.message}`)
    }
  }
  console.log(wrong === 0 ? `\nAll ${steps.length} steps OK.` : `\n${wrong} of ${steps.length} steps WRONG.`)
  return wrong === 0
}

/** Runs a step. After STEP_TIME_LIMIT its signal aborts, and the returned promise rejects. */
async function withinTimeLimit(run) {
  const timeLimit = new AbortController()
  let timer
  const expired = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`nothing for ${STEP_TIME_LIMIT / 1000} seconds`))
      timeLimit.abort()
    }, STEP_TIME_LIMIT)
  })
  try {
    return await Promise.race([run(timeLimit.signal), expired])
  } finally {
    clearTimeout(timer)
  }
}
