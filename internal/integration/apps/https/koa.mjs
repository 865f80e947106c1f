/** Koa over https, with got as the client. */
import https from 'node:https'
import { Readable } from 'node:stream'
import got from 'got'
import Koa from 'koa'
import { ca, identity, serving, stable } from './serving.mjs'

export async function run(check, tell) {
  const app = new Koa({ proxy: false })
  app.silent = true
  app.use(async (ctx) => {
    if (ctx.path === '/stream') ctx.body = Readable.from(['a', 'b', 'c'])
    else if (ctx.path === '/fail') ctx.throw(418, 'as it should')
    else if (ctx.path === '/echo') ctx.body = { received: Buffer.concat(await ctx.req.toArray()).length }
    else ctx.body = { secure: ctx.secure, protocol: ctx.protocol, url: ctx.url }
  })
  await serving(https.createServer(identity, app.callback()), async (prefixUrl) => {
    const client = got.extend({ prefixUrl, https: { certificateAuthority: ca }, retry: { limit: 0 }, throwHttpErrors: false })
    const first = await client('path?query')
    check('JSON', JSON.parse(first.body), { secure: true, protocol: 'https', url: '/path?query' })
    check('a stream', (await client('stream')).body, 'abc')
    check('an upload', JSON.parse((await client.post('echo', { body: Buffer.alloc(300_000) })).body), { received: 300_000 })
    check('an error', [(await client('fail')).statusCode, (await client('fail')).body], [418, 'as it should'])
    tell('headers', stable(first.headers))
  })
}
