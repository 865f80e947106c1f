/** Cases whose trace over a memory network is not that over TCP, with the reasons. */
import type { Differences } from '@layered-http/test-kit'

export const DIFFERENCES: Differences = {}
