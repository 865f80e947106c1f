/** NestJS on Express. */
import { ExpressAdapter, FileInterceptor } from '@nestjs/platform-express'
import { runNest } from '../lib/nest-app.mjs'

export const run = (context) => runNest(context, {
  adapter: () => new ExpressAdapter(),
  setCookies: (response) => response.cookie('a', '1').cookie('b', '2'),
  rawResponse: (response) => response,
  uploads: FileInterceptor('file'),
})
