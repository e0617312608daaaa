#include <hiredis/hiredis.h>

#include <memory>
#include <stdexcept>
#include <unordered_set>

#include "designs.hpp"

namespace bench {
namespace {

// The user's key is the record as well; the stock's is touched only by who is new. Two commands are the least
// that does it.
constexpr const char* script = R"(
if not redis.call('SET', KEYS[1], ARGV[1], 'NX') then return 1 end
if redis.call('DECR', KEYS[2]) < 0 then
    redis.call('INCR', KEYS[2])
    redis.call('DEL', KEYS[1])
    return 2
end
return 0
)";

// Where most come too late: these cost no write.
constexpr const char* scarce_script = R"(
if tonumber(redis.call('GET', KEYS[2])) <= 0 then return redis.call('EXISTS', KEYS[1]) == 1 and 1 or 2 end
if not redis.call('SET', KEYS[1], ARGV[1], 'NX') then return 1 end
redis.call('DECR', KEYS[2])
return 0
)";

struct Free {
    void operator()(redisContext* context) const { redisFree(context); }
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Context = std::unique_ptr<redisContext, Free>;
using RedisReply = std::unique_ptr<redisReply, Free>;

Context connect(const std::string& socket) {
    Context context{redisConnectUnix(socket.c_str())};
    if (!context || context->err) throw std::runtime_error("Redis cannot be reached at " + socket);
    return context;
}

template <class... Arguments>
RedisReply command(redisContext& context, const char* format, Arguments... arguments) {
    RedisReply reply{static_cast<redisReply*>(redisCommand(&context, format, arguments...))};
    if (!reply) throw std::runtime_error(std::string("Redis: ") + context.errstr);
    if (reply->type == REDIS_REPLY_ERROR) throw std::runtime_error(std::string("Redis: ") + reply->str);
    return reply;
}

}  // namespace

Enter redis_lua(const std::string& socket, std::optional<int> stock_a_round) {
    const auto context = connect(socket);
    command(*context, "FLUSHALL");
    command(*context, "SET stock %s", stock);
    const std::string sha = command(*context, "SCRIPT LOAD %s", stock_a_round ? scarce_script : script)->str;

    // As an operator would, before the round opens.
    const auto put_up = [stock_a_round](redisContext& own, const std::string& round) {
        thread_local std::unordered_set<std::string> known;
        if (known.insert(round).second) command(own, "SET stock:%s %d NX", round.c_str(), *stock_a_round);
        return "stock:" + round;
    };
    return [socket, sha, stock_a_round, put_up](const std::string& round, const std::string& user) {
        thread_local const auto own = connect(socket);
        const auto of = stock_a_round ? put_up(*own, round) : "stock";
        const auto reply = command(*own, "EVALSHA %s 2 entered:%s:%s %s %s", sha.c_str(), round.c_str(),
                                   user.c_str(), of.c_str(), "1");
        return static_cast<Outcome>(reply->integer);
    };
}

}  // namespace bench
