import type { NetConnectOpts, Server } from 'node:net'

export function createInspector(options: { to: NetConnectOpts; print?: (line: string) => void; now?: () => number }): Server
