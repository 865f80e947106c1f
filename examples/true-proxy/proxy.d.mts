import type { NetConnectOpts, Server } from 'node:net'

export function createProxy(upstream: NetConnectOpts): Server
