/** Prints which module `require` returns for `http` and `node:http`. */
'use strict'
const compat = require('@layered-http/compat-node-http')

const named = (http) => (http === compat ? 'compat' : "Node's own")
const secure = require('@layered-http/compat-node-http/https')
if (require('https') !== secure || process.getBuiltinModule('https') !== secure) throw new Error('https is not ours')
console.log(`http is ${named(require('http'))}, node:http is ${named(require('node:http'))}`)
