/**
 * Follows redirections, and shows each step.
 *
 *     node redirects.mjs http://127.0.0.1:8080/old
 */
import { get } from '@layered-http/client'

const req = get(process.argv[2], { headers: { Authorization: 'Bearer secret' }, layered: { maxRedirects: 5 } }, (res) => {
  console.log(res.statusCode, `${req.protocol}//${req.host}${req.path}`)
  res.resume()
})
// Emitted for each exchange: the first, and one for each redirection.
req.on('socket', () => console.log('ask', req.path, req.hasHeader('Authorization') ? 'with the secret' : 'without the secret'))
req.on('error', (error) => console.log(error.code))
