/** The program under test, in CommonJS. */
const { request } = require('node:https')

/** Sends an order, and resolves with its number. */
exports.order = (things) =>
  new Promise((resolve, reject) => {
    const sending = request('https://shop.test/orders', { method: 'POST' }, (response) => {
      response.setEncoding('utf8').on('data', (body) => resolve(Number(body)))
    })
    sending.on('error', reject)
    sending.end(JSON.stringify(things))
  })
