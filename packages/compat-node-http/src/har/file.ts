/**
 * The file of an archive: when it is written, and how.
 * What may live here: exit, signals, the file system.
 */
import { accessSync, closeSync, constants, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { isMainThread, threadId } from 'node:worker_threads'
import type { HarRecorder } from './recorder.js'

/** Signals whose default action ends a process without `'exit'`. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Replaces `{pid}` and `{thread}`: processes and threads that inherit the flag must not write into one file. */
export function fileNameOf(pattern: string): string {
  return pattern.replaceAll('{pid}', String(process.pid)).replaceAll('{thread}', String(threadId))
}

/** Writes the archive, entry by entry: all of it may be more than a string can hold. A reader never sees a part of it. */
export function writeArchive(recorder: HarRecorder, file: string): void {
  const { log } = recorder.toJSON()
  const { entries, ...rest } = log
  const unfinished = `${file}.${process.pid}-${threadId}.tmp`
  const descriptor = openSync(unfinished, 'w', PRIVATE)
  try {
    writeSync(descriptor, `{"log":${JSON.stringify(rest).slice(0, -1)},"entries":[`)
    entries.forEach((entry, i) => writeSync(descriptor, `${i === 0 ? '' : ','}\n${JSON.stringify(entry)}`))
    writeSync(descriptor, '\n]}}\n')
  } catch (error) {
    closeSync(descriptor)
    rmSync(unfinished, { force: true })
    throw error
  }
  closeSync(descriptor)
  renameSync(unfinished, file)
}

/** Only the user of the process may read an archive. */
const PRIVATE = 0o600

/** Writes the archive at the end of the process, and when `signal` comes. An error is a line on stderr: the program goes on. */
export function writeAtExit(recorder: HarRecorder, pattern: string, signal: NodeJS.Signals | undefined): void {
  const write = (): void => {
    const file = fileNameOf(pattern)
    try {
      writeArchive(recorder, file)
    } catch (error) {
      writeSync(STDERR, `The HTTP archive was not written. ${String(error)}\n`)
    }
  }
  process.on('exit', write)
  if (isMainThread) warnUnlessWritable(dirname(fileNameOf(pattern)))
  // Signals are the main thread's. A worker ends with 'exit' in any case but that of its process being killed.
  if (!isMainThread) return
  if (signal !== undefined) process.on(signal, write)
  for (const ending of ENDING_SIGNALS) if (ending !== signal) endWith(ending, write)
}

const STDERR = 2

/** A day of recording is not lost for a folder that was not there at its start. The program may make the folder later, so it goes on. */
function warnUnlessWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK)
  } catch (error) {
    writeSync(STDERR, `The HTTP archive cannot be written as it is now. ${String(error)}\n`)
  }
}

/** A signal ends the process as without this listener, unless the program listens too. */
function endWith(signal: NodeJS.Signals, write: () => void): void {
  const listener = (): void => {
    if (process.listenerCount(signal) > 1) return
    write()
    process.removeListener(signal, listener)
    process.kill(process.pid, signal)
  }
  process.on(signal, listener)
}
