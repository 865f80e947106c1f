/**
 * `@layered-http/compat-node-http/har-recorder`: records the exchanges of a process, or of a part of its time, as an HTTP Archive.
 *
 *     const recorder = new HarRecorder().start()
 *     await whatIsToBeRecorded()
 *     await writeFile('http.har', JSON.stringify(recorder.stop()))
 *
 * @packageDocumentation
 */
export { HarRecorder } from './har/recorder.js'
export type { HarOptions } from './har/options.js'
export type { Har, HarContent, HarEntry, HarPage, HarPair, HarPostData, HarRequest, HarResponse, HarTimings } from './har/format.js'
