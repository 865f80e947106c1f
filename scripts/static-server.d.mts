import type { Server } from 'node:http'

export function serveFolder(folder: string, port?: number): Promise<{ server: Server; address: string }>
