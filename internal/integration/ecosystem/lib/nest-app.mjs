/** A NestJS app for both adapters. Its decorators are called as functions, so that no compiler is needed. */
import 'reflect-metadata'
import { Body, Controller, Get, HttpCode, Injectable, Module, Param, Post, Query, Redirect, Req, Res, Sse, StreamableFile, UploadedFile, UseInterceptors } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { interval, map, take } from 'rxjs'
import { digest, exerciseApp, lines, slowRoute } from './app.mjs'

export function decorate(target, name, decorators, parameters = []) {
  parameters.forEach((decorator, i) => decorator(target.prototype, name, i))
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name)
  for (const decorator of decorators) decorator(target.prototype, name, descriptor)
}

export async function runNest(context, { adapter, setCookies, rawResponse, configure = () => {}, uploads }) {
  const { ask, check, cleanup, secure, identity, protocol } = context
  const slow = slowRoute()

  class Greeter {
    greet(name, x) {
      return { name, x }
    }
  }
  Injectable()(Greeter)

  class App {
    constructor(greeter) {
      this.greeter = greeter
    }
    hello(name, x) {
      return this.greeter.greet(name, x)
    }
    echo(body, response) {
      response.header('x-echo', 'yes')
      return body
    }
    upload(request) {
      return digest(request.raw === undefined ? request : request.body)
    }
    stream() {
      return new StreamableFile(lines().map((text) => Buffer.from(text)), { type: 'text/plain' })
    }
    fail() {
      throw new Error('as it should')
    }
    cookie(response) {
      setCookies(response)
      return 'set'
    }
    cookies(request) {
      return request.headers.cookie
    }
    redirect() {}
    slow(response) {
      rawResponse(response).on('close', slow.closed).write('a piece')
    }
    events() {
      return interval(1).pipe(take(3), map((n) => ({ data: { n } })))
    }
    file(file) {
      return { name: file.originalname, size: file.size }
    }
  }
  Reflect.defineMetadata('design:paramtypes', [Greeter], App)
  const passthrough = Res({ passthrough: true })
  decorate(App, 'hello', [Get('hello/:name')], [Param('name'), Query('x')])
  decorate(App, 'echo', [Post('echo')], [Body(), passthrough])
  decorate(App, 'upload', [Post('upload')], [Req()])
  decorate(App, 'stream', [Get('stream')])
  decorate(App, 'fail', [Get('fail')])
  decorate(App, 'cookie', [Get('cookie')], [passthrough])
  decorate(App, 'cookies', [Get('cookies')], [Req()])
  decorate(App, 'redirect', [Get('redirect'), Redirect('/hello/redirected', 302)])
  decorate(App, 'slow', [Get('slow')], [Res()])
  decorate(App, 'events', [Sse('events')])
  if (uploads !== undefined) decorate(App, 'file', [Post('file'), HttpCode(200), UseInterceptors(uploads)], [UploadedFile()])
  Controller()(App)
  class Root {}
  Module({ controllers: [App], providers: [Greeter] })(Root)

  const app = await NestFactory.create(Root, adapter(secure ? identity : undefined), { logger: false, ...(secure ? { httpsOptions: identity } : {}), forceCloseConnections: true })
  configure(app)
  await app.listen(0)
  cleanup(() => app.close())
  const base = `${protocol}://localhost:${app.getHttpServer().address().port}`
  await exerciseApp(context, base, { slow })
  const events = await ask(`${base}/events`)
  check('server-sent events of an observable', [events.headers['content-type'].split(';')[0], events.text.match(/data: \{"n":\d\}/g)], ['text/event-stream', ['data: {"n":0}', 'data: {"n":1}', 'data: {"n":2}']])
  if (uploads !== undefined) {
    const form = new FormData()
    form.append('file', new Blob([Buffer.alloc(100_000)]), 'a.bin')
    check('a form with a file', await (await fetch(`${base}/file`, { method: 'POST', body: form })).json(), { name: 'a.bin', size: 100_000 })
  }
}
