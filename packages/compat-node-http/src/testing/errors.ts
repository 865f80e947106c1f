/** Errors of the operating system and of name look-ups, with the fields that `node:net` gives them. */
import { constants } from 'node:os'
import { codedError } from '@layered-http/shared'

/** The number of ENOTFOUND in libuv (UV_EAI_NONAME); the operating system has none. */
const EAI_NONAME = -3008

/** Returns the error of a system call on a connection. */
export function systemError(code: 'ECONNRESET' | 'EPIPE', syscall: 'read' | 'write'): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), { errno: -constants.errno[code], code, syscall })
}

/** Returns the error of a connection that nothing accepts. */
export function connectionRefused(address: string, port: number): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${address}:${port}`), { errno: -constants.errno.ECONNREFUSED, code: 'ECONNREFUSED', syscall: 'connect', address, port })
}

/** Returns the error of a name that does not exist. */
export function notFound(hostname: string): Error {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { errno: EAI_NONAME, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname })
}

/** Returns the error of a write to a socket that was destroyed before it was connected. */
export function closedBeforeConnection(): Error {
  return codedError(Error, 'ERR_SOCKET_CLOSED_BEFORE_CONNECTION', 'Socket closed before the connection was established')
}
