/** Koa with its router and body parser. */
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa from 'koa'
import { digest, exerciseApp, lines, slowRoute } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, createServer, listen } = context
  const slow = slowRoute()
  const app = new Koa()
  app.silent = true
  const router = new Router()
  router.get('/hello/:name', (ctx) => (ctx.body = { name: ctx.params.name, x: ctx.query.x }))
  router.post('/echo', bodyParser(), (ctx) => {
    ctx.status = 201
    ctx.set('x-echo', 'yes')
    ctx.body = ctx.request.body
  })
  router.post('/upload', async (ctx) => (ctx.body = await digest(ctx.req)))
  router.get('/stream', (ctx) => {
    ctx.type = 'text'
    ctx.body = lines()
  })
  router.get('/fail', () => {
    throw new Error('as it should')
  })
  router.get('/cookie', (ctx) => {
    ctx.cookies.set('a', '1')
    ctx.cookies.set('b', '2')
    ctx.body = 'set'
  })
  router.get('/cookies', (ctx) => (ctx.body = ctx.get('cookie')))
  router.get('/redirect', (ctx) => ctx.redirect('/hello/redirected'))
  router.get('/slow', (ctx) => {
    ctx.respond = false
    ctx.res.on('close', slow.closed).write('a piece')
  })
  router.get('/order', async (ctx) => (ctx.body = [ctx.state.order, ctx.protocol, ctx.secure, ctx.fresh].join()))
  app.use(async (ctx, next) => {
    ctx.state.order = 'outer'
    await next()
    ctx.set('x-status', String(ctx.status))
  })
  app.use(router.routes()).use(router.allowedMethods())
  const base = await listen(createServer(app.callback()))
  await exerciseApp(context, base, { slow })
  const order = await ask(`${base}/order`)
  check('middleware around a route', [order.text, order.headers['x-status']], [`outer,${context.protocol},${context.secure},false`, '200'])
  const methods = await ask(`${base}/echo`, { method: 'OPTIONS' })
  check('allowed methods', [methods.status, methods.headers.allow], [200, 'POST'])
}
