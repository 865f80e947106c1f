/**
 * The https side of the family in classes.ts: what loads TLS. The agent of https is in classes.ts, because a request may be redirected to https.
 */
import { defineSecureRequest } from '@layered-http/client/port'
import { defineHttpsServer } from '@layered-http/server/https-port'
import { ClientRequest, httpsAgent, setOptions, connectionListener } from './classes.js'

export const { Server, createServer } = defineHttpsServer({ connectionListener, setOptions })
export const { request, get } = defineSecureRequest(ClientRequest, httpsAgent.getGlobalAgent)
