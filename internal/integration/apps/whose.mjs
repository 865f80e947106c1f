/** True if this process or thread was preloaded. */
import http from 'node:http'
import ours from '@layered-http/compat-node-http'

export const isOurs = http === ours
