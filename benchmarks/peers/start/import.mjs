/** Named imports of layered-http, used for one exchange. import-node.mjs is the same for `node:http`. */
import { createServer, request } from '@layered-http/compat-node-http'
import start from './exchange.cjs'

start.exchange({ createServer, request }, (answer) => start.report(answer))
