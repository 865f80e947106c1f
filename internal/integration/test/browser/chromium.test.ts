/** A site on Express in Chromium: keep-alive, 304, ranges of media, upload with progress, EventSource, WebSocket, many images. The other ways are in chromium.long.ts. */
import { testSite } from './site.js'

testSite([['ours', 'http']])
