/** NestJS on Fastify. */
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { runNest } from '../lib/nest-app.mjs'

export const run = (context) => runNest(context, {
  adapter: (https) => new FastifyAdapter(https === undefined ? {} : { https }),
  configure: (app) => app.getHttpAdapter().getInstance().addContentTypeParser('application/octet-stream', (request, payload, done) => done(null, payload)),
  setCookies: (response) => response.header('set-cookie', ['a=1', 'b=2']),
  rawResponse: (response) => response.raw,
})
