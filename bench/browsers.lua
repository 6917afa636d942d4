-- Each request is the next browser's: a line of names and values of headers between tabs. Then what wrk has seen, as JSON.
local browsers, place = {}, 0

init = function(arguments)
  for line in io.lines(arguments[1]) do
    local headers, name = {}, nil
    for part in line:gmatch("[^\t]+") do
      if name then headers[name], name = part, nil else name = part end
    end
    table.insert(browsers, wrk.format("GET", nil, headers))
  end
  if #browsers == 0 then table.insert(browsers, wrk.format()) end
end

request = function()
  place = place % #browsers + 1
  return browsers[place]
end

done = function(summary, latency, _)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  io.write(string.format('\n{"requests": %d, "seconds": %f, "size": %d, "bad": %d, "p50": %f, "p99": %f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, bad,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
