/** Connections one after the other, and uploads that are aborted. */
import { live } from './lives.mjs'

export const summary = '200,000 connections one after the other, and 50,000 aborted uploads'

const LIVES = {
  connections: { count: 200_000, quickCount: 20, width: 1, mix: [['newConnection', 1]] },
  'aborted uploads': { count: 50_000, quickCount: 20, width: 10, mix: [['abortedUpload', 1]] },
}

export async function run({ httpName, fraction, quick, figures, progress }) {
  const samples = {}
  for (const [name, { count, quickCount, ...life }] of Object.entries(LIVES)) {
    samples[name] = await live({ httpName, fraction, quick, figures, progress, name, life: { ...life, count: quick ? quickCount : count } })
  }
  return { samples }
}
