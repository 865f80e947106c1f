/** A service that knows nothing of the packages. It ends in the usual way, with close(). */
const http = require('node:http')

const server = http.createServer((req, res) => res.end('Hello\n'))
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`))
process.once('SIGTERM', () => server.close(() => console.log('closed')))
