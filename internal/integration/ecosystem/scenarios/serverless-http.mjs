/** serverless-http: an Express app behind an event of API Gateway. */
import express from 'express'
import serverless from 'serverless-http'
import { makeExpressApp } from '../lib/express-app.mjs'

export const sides = []
export const only = 'http'

export async function run(context) {
  const { check } = context
  const handler = serverless(makeExpressApp(express), { binary: ['image/*'] })
  const event = (method, path, rest) => ({ httpMethod: method, path, headers: {}, requestContext: { identity: { sourceIp: '10.0.0.1' } }, ...rest })
  const hello = await handler(event('GET', '/hello/you', { queryStringParameters: { x: '1' } }), {})
  check('a route', [hello.statusCode, JSON.parse(hello.body)], [200, { name: 'you', x: '1' }])
  const echo = await handler(event('POST', '/echo', { headers: { 'content-type': 'application/json' }, body: '{"a":1}' }), {})
  check('a body', [echo.statusCode, echo.body, echo.headers['x-echo']], [201, '{"a":1}', 'yes'])
  check('a stream', (await handler(event('GET', '/stream'), {})).body.length, 790)
  const cookies = await handler(event('GET', '/cookie'), {})
  check('cookies', cookies.multiValueHeaders?.['set-cookie'] ?? cookies.cookies, ['a=1; Path=/', 'b=2; Path=/; HttpOnly'])
  check('an error and an unknown path', [(await handler(event('GET', '/fail'), {})).statusCode, (await handler(event('GET', '/missing'), {})).statusCode], [500, 404])
  check('properties of a request', JSON.parse((await handler(event('GET', '/me', { headers: { Host: 'a.test' } }), {})).body).hostname, 'a.test')
}
