/**
 * `@layered-http/compat-node-http/augment`: the types of what `node:http` and `node:https` have beyond Node in a preloaded process. It has no code. The types are in
 * types/augment.d.ts: API Extractor leaves out what is added to another module.
 *
 *     import type {} from '@layered-http/compat-node-http/augment'
 *
 * @packageDocumentation
 */
export {}
