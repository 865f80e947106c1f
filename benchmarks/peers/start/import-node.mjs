/** Named imports of `node:http`, used for one exchange. import.mjs is the same for layered-http. */
import { createServer, request } from 'node:http'
import start from './exchange.cjs'

start.exchange({ createServer, request }, (answer) => start.report(answer))
