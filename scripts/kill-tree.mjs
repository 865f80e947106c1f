/** Ends a program together with what it started. */
import { spawnSync } from 'node:child_process'

const isWindows = process.platform === 'win32'

/** Options of `spawn` for a program that {@link killTree} can end: on a Unix it leads a process group. */
export const AS_LEADER = { detached: !isWindows }

/** Kills `child` and the processes below it. On Windows those of a program that has ended itself are not found, and live on. */
export function killTree({ pid }) {
  if (isWindows) {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'])
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is empty.
  }
}
