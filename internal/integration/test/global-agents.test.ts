/** Our agents as Node's global agents under axios. The other libraries are in global-agents.long.ts. */
import axios from 'axios'
import { testGlobalAgents } from './support/global-agents.js'

testGlobalAgents({ axios: async (url) => (await axios.get<string>(url, { adapter: 'http' })).data })
