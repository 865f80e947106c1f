/** Serves the site that was built. PORT names the port; without it the system chooses one. */
import { serveFolder } from '../static-server.mjs'
import { SITE } from './site.mjs'

const { address } = await serveFolder(SITE, Number(process.env.PORT ?? 0))
console.log(`The documentation: ${address}`)
