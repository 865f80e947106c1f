/** An app that imports the preload itself, before anything that imports http. */
import '@layered-http/compat-node-http/register'
await import('./named.mjs')
