-- Asks what the arguments say: method, body (empty for none), requests in one go. Headers come with wrk's own --header.
-- Prints what wrk counted as one line of JSON. There is no response() here: it would cost wrk half of its speed.
function init(args)
  wrk.method = args[1]
  if args[2] ~= '' then wrk.body = args[2] end
  local pipelining = tonumber(args[3])
  if pipelining > 1 then
    local requests = string.rep(wrk.format(), pipelining)
    request = function() return requests end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"bytes":%d,"microseconds":%d,"cpuSeconds":%f,"p50":%d,"p99":%d,' ..
      '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
    summary.requests, summary.bytes, summary.duration, os.clock(), latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
