/** The result of a request in one word. */

/** Resolves with the status of a response that is read to its end, or with the code of the error. */
export function statusOf(req) {
  return new Promise((resolve) => {
    req.on('response', (res) => {
      res.resume().on('end', () => resolve(res.statusCode))
      res.on('error', ({ code }) => resolve(code))
    })
    req.on('error', ({ code, message }) => resolve(code ?? message))
  })
}
