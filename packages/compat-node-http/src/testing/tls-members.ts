/** What a socket of an `https:` name has of a tls.TLSSocket. There is no handshake and no certificate. */
import type { Socket } from 'node:net'

const MEMBERS = {
  encrypted: true,
  authorized: true,
  authorizationError: null,
  alpnProtocol: false,
  getPeerCertificate: (): object => ({}),
  getCertificate: (): object => ({}),
  getProtocol: (): string => 'TLSv1.3',
  getCipher: (): object => ({ name: 'TLS_AES_256_GCM_SHA384', standardName: 'TLS_AES_256_GCM_SHA384', version: 'TLSv1.3' }),
  getSession: (): undefined => undefined,
  isSessionReused: (): boolean => false,
  setMaxSendFragment: (): boolean => true,
  disableRenegotiation: (): void => {},
}

/** Makes `socket` look like a TLS socket whose handshake is over. */
export function giveTlsMembers(socket: Socket): void {
  Object.assign(socket, MEMBERS)
}
