/** Sends a GET with the current exports of `http`. Returns the body, or the code of the error. */
import http from 'node:http'

export function get(url, options = {}) {
  return new Promise((resolve) => {
    const request = http.get(url, options, async (response) => resolve(String(Buffer.concat(await response.toArray()))))
    request.once('error', ({ code }) => resolve(code))
  })
}
