-- What wrk sends as a shop's server: a hold of one coupon for an order, and when that is acknowledged, its confirmation. From
-- the environment:
--   BENCH_OUT     file for what was counted, as JSON
--   BENCH_TOKEN   the shop's token
--   BENCH_ORDERS  orders are named after this
--   BENCH_COUPONS "user code", a line each, are in this and .1, .2, ... for each of wrk's threads; each is used once, and a
--                 run that gets to the end has failed
local threads = {}

function setup(thread)
    table.insert(threads, thread)
    thread:set("number", #threads)
end

-- Seen from outside; what is counted is what was acknowledged.
held, confirmed = 0, 0

local coupons, next_coupon = {}, 1
local to_confirm = {}  -- orders whose hold was acknowledged
local name, head

local items = [[{"product":"p1","merchant":"m1","category":"c1","quantity":2,"unit_price":5000},]] ..
    [[{"product":"p2","merchant":"m1","category":"c2","quantity":1,"unit_price":7999},]] ..
    [[{"product":"p3","merchant":"m2","category":"c1","quantity":3,"unit_price":1250}]]

function init()
    for line in io.lines(os.getenv("BENCH_COUPONS") .. "." .. number) do coupons[#coupons + 1] = line end
    name = os.getenv("BENCH_ORDERS") .. "-" .. number .. "-"
    head = " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nAuthorization: Bearer " .. os.getenv("BENCH_TOKEN") ..
        "\r\nContent-Type: application/json\r\nContent-Length: "
end

local function post(order, verb, body)
    return "POST /v1/orders/" .. order .. "/" .. verb .. head .. #body .. "\r\n\r\n" .. body
end

local function hold()
    local user, code = coupons[next_coupon]:match("^(%S+) (%S+)$")
    local order = name .. next_coupon
    next_coupon = next_coupon + 1
    if next_coupon > #coupons then
        ran_out = true
        wrk.thread:stop()
    end
    return post(order, "hold", '{"user":"' .. user .. '","coupons":["' .. code .. '"],"currency":"TWD","items":[' .. items ..
        '],"shipping":60}')
end

function request()
    local order = table.remove(to_confirm)
    if order then return post(order, "confirm", "") end
    return hold()
end

function response(status, _, body)
    if status ~= 200 then
        refusal = status .. " " .. body:gsub('["\\%c]', "'")
    elseif body:find('"state":"held"', 1, true) then
        held = held + 1
        to_confirm[#to_confirm + 1] = body:match('"order":"([^"]+)"')
    elseif body:find('"state":"confirmed"', 1, true) then
        confirmed = confirmed + 1
    end
end

function done(summary, latency, requests)
    local counted, all_ran, refused = {held = 0, confirmed = 0}, true, ""
    for _, thread in ipairs(threads) do
        all_ran = all_ran and not thread:get("ran_out")
        for each in pairs(counted) do counted[each] = counted[each] + thread:get(each) end
        refused = thread:get("refusal") or refused
    end
    local errors = summary.errors
    local out = io.open(os.getenv("BENCH_OUT"), "w")
    out:write(string.format(
        '{"requests":%d,"seconds":%.6f,"refused":%d,"broken":%d,"ran_out":%s,"held":%d,"confirmed":%d,"refusal":"%s",' ..
        '"p50_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f}\n',
        summary.requests, summary.duration / 1e6, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, all_ran and "false" or "true",
        counted.held, counted.confirmed, refused,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
    out:close()
end
