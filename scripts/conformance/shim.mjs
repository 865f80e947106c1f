/**
 * Adds `util.getCallSites`, which the helpers in test/common import and Node 20 does not have. The tests do not use it.
 *
 * It has no effect on a Node that has this function.
 */
import util from 'node:util'

function getCallSites(frames = 8) {
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.stackTraceLimit = frames
  Error.prepareStackTrace = (_, sites) => sites
  const holder = {}
  Error.captureStackTrace(holder, getCallSites)
  const sites = holder.stack
  Object.assign(Error, { prepareStackTrace, stackTraceLimit })
  return sites.map((site) => ({
    functionName: site.getFunctionName() ?? '',
    scriptId: '',
    scriptName: site.getFileName() ?? '',
    lineNumber: site.getLineNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
    columnNumber: site.getColumnNumber() ?? 0,
  }))
}

util.getCallSites ??= getCallSites
