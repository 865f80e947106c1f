/** Connections one after the other, and uploads that are aborted. */
import { live } from './lives.mjs'

export const summary = '200,000 connections one after the other, and 50,000 aborted uploads'

const LIVES = {
  connections: { count: 200_000, width: 1, mix: [['newConnection', 1]] },
  'aborted uploads': { count: 50_000, width: 10, mix: [['abortedUpload', 1]] },
}

/** Both at once: to start processes takes longer than a quick run. */
const QUICK_LIVES = { 'connections and aborted uploads': { count: 40, width: 4, mix: [['newConnection', 1], ['abortedUpload', 1]] } }

export async function run({ httpName, fraction, quick, figures, progress }) {
  const samples = {}
  for (const [name, life] of Object.entries(quick ? QUICK_LIVES : LIVES)) {
    samples[name] = await live({ httpName, fraction, quick, figures, progress, name, life })
  }
  return { samples }
}
