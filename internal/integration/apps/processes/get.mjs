/** A GET by `http` as it is at the time; the body, or the code of the error. */
import http from 'node:http'

export function get(url, options = {}) {
  return new Promise((resolve) => {
    const request = http.get(url, options, async (response) => resolve(String(Buffer.concat(await response.toArray()))))
    request.once('error', ({ code }) => resolve(code))
  })
}
