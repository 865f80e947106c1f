/** Prints which module `import` returns for `http` and `node:http`. */
import compat from '@layered-http/compat-node-http'
import bare from 'http'
import prefixed, { request } from 'node:http'

import https, { get } from 'node:https'
import secure from '@layered-http/compat-node-http/https'

if (https !== secure || get !== secure.get) throw new Error('https is not ours')
const named = (http) => (http === compat ? 'compat' : "Node's own")
console.log(`http is ${named(bare)}, node:http is ${request === compat.request ? named(prefixed) : 'a mixture'}`)
