/** The client under test: it asks again once if the connection fails, and gives up on a slow server. */
import http from 'node:http'

/** Resolves with the weather of a city. */
export async function weatherIn(city, options = {}) {
  try {
    return await ask(city, options)
  } catch (error) {
    if (error.code === 'ECONNRESET') return ask(city, options)
    throw error
  }
}

function ask(city, { agent, timeout = 2000 }) {
  return new Promise((resolve, reject) => {
    const request = http.get(`http://weather.test/${city}`, { agent, timeout }, async (response) => {
      try {
        let body = ''
        for await (const piece of response.setEncoding('utf8')) body += piece
        resolve(JSON.parse(body))
      } catch (error) {
        reject(error)
      }
    })
    request.on('timeout', () => request.destroy(new Error('the weather is late')))
    request.on('error', reject)
  })
}
