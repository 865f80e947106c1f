/** A generator of TLS connections: each sends one request and resumes the session of the last one. */
import { withPrograms } from '../children.mjs'

export const name = 'tls client'
export const description = 'TLS sockets that resume a session'
export const canClose = true

export function run(load) {
  return withPrograms(async ({ startProgram }) => {
    const program = await startProgram('other', 'lib/load/tls-resume-program.mjs', ['tls'])
    return await program.ask('run', load, load.seconds)
  })
}
