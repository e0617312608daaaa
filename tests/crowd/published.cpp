#include "published.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace crowd {

using Json = nlohmann::json;

Json read_round(HttpCrowd& crowd, const std::string& round_id) {
    const Answer answer = crowd.get("/v1/rounds/" + round_id);
    if (answer.status == 0) throw std::runtime_error("the server does not answer");
    if (answer.status != 200)
        throw std::runtime_error(fmt::format("round {}: HTTP {} {}", round_id, answer.status, answer.body));
    return Json::parse(answer.body);
}

Window window_of(const Json& window) {
    return {unix_ms(window.at("from").get<std::string>()), unix_ms(window.at("to").get<std::string>())};
}

int64_t unix_ms(const std::string& time) {
    std::tm parts{};
    int milliseconds = 0;
    if (std::sscanf(time.c_str(), "%d-%d-%dT%d:%d:%d.%3dZ", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                    &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &milliseconds) != 7)
        throw std::runtime_error("not a time: " + time);
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return int64_t{timegm(&parts)} * 1000 + milliseconds;
}

int64_t local_unix_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

int64_t server_ahead_ms(const Json& round) {
    return unix_ms(round.at("server_time").get<std::string>()) - local_unix_ms();
}

}  // namespace crowd
