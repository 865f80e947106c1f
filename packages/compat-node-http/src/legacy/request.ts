/** Members that libraries call on requests being sent, beside the documented ones. */
import { ClientRequest } from '../classes.js'

type SocketMethod = (this: unknown, ...args: unknown[]) => unknown

/** Never constructed: its members are put on the prototype of requests. */
export class LegacyRequest extends ClientRequest {
  /** Calls a method of the socket, or a function, as soon as the request has a socket that is connected. */
  _deferToConnect(method: string | null, args: unknown[], callback?: () => void): void {
    const act = (): void => {
      if (method) (this.socket as unknown as Record<string, SocketMethod>)[method]!(...args)
      callback?.()
    }
    const connected = (): void => {
      if (this.socket!.connecting) this.socket!.once('connect', act)
      else act()
    }
    if (this.socket) connected()
    else this.once('socket', connected)
  }
}
