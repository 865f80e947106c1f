/** The program under test, an ES module that imports `get` by its name. Nothing can replace that name from outside. */
import { get } from 'node:http'

/** Resolves with the name of a user, or null if there is none. */
export function nameOf(id) {
  return new Promise((resolve, reject) => {
    get(`http://users.test/${id}`, { headers: { Accept: 'application/json' } }, async (response) => {
      let body = ''
      for await (const piece of response.setEncoding('utf8')) body += piece
      resolve(response.statusCode === 404 ? null : JSON.parse(body).name)
    }).on('error', reject)
  })
}
