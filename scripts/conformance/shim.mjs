/**
 * For the helpers in test/common, not for the tests: `util.getCallSites`, which they import and Node 20 does not have.
 *
 * Where Node has it, nothing happens here.
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
