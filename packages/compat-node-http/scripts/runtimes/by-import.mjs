/** An app that imports this package by its names. */
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import http, { createServer, get } from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import { roundTrip } from './round-trip.mjs'

assert.equal(http.createServer, createServer)
const [key, cert, ca] = ['key.pem', 'cert.pem', 'ca.pem'].map((file) => readFileSync(file))
const secure = await roundTrip({ createServer: (handler) => https.createServer({ key, cert }, handler), get: (options, listener) => https.get({ ...options, ca }, listener) })
assert.equal(await roundTrip({ createServer, get }), secure)
console.log(secure)
