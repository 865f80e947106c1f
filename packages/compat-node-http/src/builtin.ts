/** Node's own modules, also while the preload is on: how to get at them is kept from before it. */
import type * as nodeHttp from 'node:http'

const { getBuiltinModule } = process

/** Node's own `http`. */
export function builtinHttp(): typeof nodeHttp {
  return getBuiltinModule('http')
}
