/**
 * `@layered-http/compat-node-http/har`: a preload that writes what a process sends and receives into an HTTP Archive, which the developer tools of browsers show as a waterfall.
 *
 *     node --import @layered-http/compat-node-http/har app.js
 *
 * It contains the preload `register`. The file is written at the end of the process, and each time SIGUSR2 comes. Environment variables:
 *
 * - `LAYERED_HTTP_HAR`: the file; `{pid}` and `{thread}` in it are replaced. Default `http-{pid}-{thread}.har`
 * - `LAYERED_HTTP_HAR_BODIES`: bytes of each body to keep. Default 0
 * - `LAYERED_HTTP_HAR_TOTAL`: bytes of all bodies. Default 67108864
 * - `LAYERED_HTTP_HAR_ENTRIES`: exchanges to keep, the last ones. Default 10000
 * - `LAYERED_HTTP_HAR_SECRETS=1`: Authorization, Cookie and other secrets are recorded too
 * - `LAYERED_HTTP_HAR_SIGNAL`: another signal, or `none`
 *
 * @packageDocumentation
 */
import './register.js'
import { writeAtExit } from './har/file.js'
import { readSettings } from './har/options.js'
import { HarRecorder } from './har/recorder.js'

const { options, file, signal } = readSettings(process.env)

writeAtExit(new HarRecorder(options).start(), file, signal)

export {}
