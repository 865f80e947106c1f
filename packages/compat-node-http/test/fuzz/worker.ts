/** The thread that runs a target. The thread of `main.ts` watches it, so that an endless loop is found, too. */
import { parentPort, workerData } from 'node:worker_threads'
import { randomNumbers } from '@layered-http/test-kit'
import { fuzz } from './loop.js'
import { TARGETS } from './targets.js'

export interface WorkerSettings {
  target: string
  seed: number
  /** Milliseconds. */
  duration: number
  /** The number of runs begun, the length of the input, its characters. */
  current: SharedArrayBuffer
}

const { target, seed, duration, current } = workerData as WorkerSettings
const head = new Int32Array(current, 0, 2)
const text = new Uint8Array(current, 8)
const end = performance.now() + duration
const port = parentPort!

const progress = await fuzz(TARGETS[target]!, {
  random: randomNumbers(seed),
  isOver: () => performance.now() > end,
  begin(input) {
    head[1] = text.length < input.length ? text.length : input.length
    for (let i = 0; i < head[1]!; i++) text[i] = input.charCodeAt(i)
    Atomics.add(head, 0, 1)
  },
  onFinding: (finding) => port.postMessage({ finding }),
  onProgress: (each) => port.postMessage({ progress: each }),
})
port.postMessage({ progress, isOver: true })
