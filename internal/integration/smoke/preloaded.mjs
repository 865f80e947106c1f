/** Prints what `import` of `http` and of `node:http` leads to. */
import compat from '@layered-http/compat-node-http'
import bare from 'http'
import prefixed, { request } from 'node:http'

const named = (http) => (http === compat ? 'compat' : "Node's own")
console.log(`http is ${named(bare)}, node:http is ${request === compat.request ? named(prefixed) : 'a mixture'}`)
