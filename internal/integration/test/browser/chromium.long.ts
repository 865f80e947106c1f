/** The site of chromium.test.ts over http and https, with the preload and on the built-in module. */
import { testSite } from './site.js'

testSite([['built-in', 'http'], ['ours', 'http'], ['built-in', 'https'], ['ours', 'https']])
