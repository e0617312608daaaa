-- What wrk sends: one request a user and path, each with the user's own token. From the environment:
--   BENCH_OUT     file for what was counted, as JSON
--   BENCH_TOKENS  the tokens, a line each, are in this and .1, .2, ... for each of wrk's threads; without it wrk
--                 repeats the address it was given, as it does without a script
--   BENCH_METHOD  GET or POST
--   BENCH_PATHS   file of paths: everybody asks for the first, then everybody for the second, ...
--   BENCH_AGAIN   "yes": begin again at the end; otherwise a run that gets there has failed
local threads = {}

function setup(thread)
    table.insert(threads, thread)
    thread:set("number", #threads)
end

local function lines_of(file)
    local lines = {}
    for line in io.lines(file) do lines[#lines + 1] = line end
    return lines
end

local prefix = os.getenv("BENCH_TOKENS")
if prefix then
    local tokens, heads, tail = {}, {}, ""
    local requests = {}  -- made before the run where everybody asks for one and the same: they are wrk's cost
    local again = os.getenv("BENCH_AGAIN") == "yes"
    local user, path = 0, 1

    function init()
        local method = os.getenv("BENCH_METHOD")
        tokens = lines_of(prefix .. "." .. number)
        for i, each in ipairs(lines_of(os.getenv("BENCH_PATHS"))) do
            heads[i] = method .. " " .. each .. " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nAuthorization: Bearer "
        end
        tail = method == "POST" and "\r\nContent-Length: 0\r\n\r\n" or "\r\n\r\n"
        if #heads > 1 then return end
        for i, token in ipairs(tokens) do requests[i] = heads[1] .. token .. tail end
    end

    local function next_path()
        user, path = 1, path + 1
        if path <= #heads then return end
        path = 1
        if again then return end
        ran_out = true
        wrk.thread:stop()
    end

    function request()
        user = user + 1
        if user > #tokens then next_path() end
        return requests[user] or heads[path] .. tokens[user] .. tail
    end
end

local function total(errors)
    return errors.connect + errors.read + errors.write + errors.timeout
end

function done(summary, latency, requests)
    local all_ran = true
    for _, thread in ipairs(threads) do all_ran = all_ran and not thread:get("ran_out") end
    local out = io.open(os.getenv("BENCH_OUT"), "w")
    out:write(string.format(
        '{"requests":%d,"seconds":%.6f,"refused":%d,"broken":%d,"ran_out":%s,' ..
        '"p50_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f}\n',
        summary.requests, summary.duration / 1e6, summary.errors.status, total(summary.errors),
        all_ran and "false" or "true", latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        latency.max / 1000))
    out:close()
end
