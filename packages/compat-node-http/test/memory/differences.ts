/** Cases whose trace over a memory network is not that over TCP, with the reasons. */
import type { Differences } from '@layered-http/test-kit'

const NO_LOOK_UP = 'names of a memory network are not looked up, so the option `lookup` is not called'

/** What a request to an unknown name does. */
const unknown = (name: string): string[] => [
  'req.socket',
  'req.prefinish',
  `req.error(Error ENOTFOUND: getaddrinfo ENOTFOUND ${name})`,
  `socket.error(Error ENOTFOUND: getaddrinfo ENOTFOUND ${name})`,
  'req.close',
  'socket.close(true)',
]

export const DIFFERENCES: Differences = {
  'events: order 18: a name that is not found': { reason: NO_LOOK_UP, trace: unknown('nowhere.test') },
  'handovers: CL-21 lookup is called': { reason: NO_LOOK_UP, trace: unknown('a.test'), wire: [] },
  'options: CL-21 options that net.connect refuses': {
    reason: 'options of net.connect about addresses have no effect, so their values are not checked',
    trace: ['family', 'lookup', 'localAddress', 'localPort', 'hints', 'port'].map((option) => `${option}: "accepted"`),
    wire: ['', '', '', '', ''],
  },
}
