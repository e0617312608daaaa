#include "beacons/relays.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "http/outgoing.hpp"

namespace fairdraw::beacons {

namespace {

constexpr http::OutgoingLimits limits{.timeout_ms = 3'000, .largest_answer = 16 * 1024};

bool is_address(const std::string& text) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return false;
    const auto has = [&](CURLUPart part) {
        char* value = nullptr;
        const bool given = curl_url_get(url.get(), part, &value, 0) == CURLUE_OK;
        curl_free(value);
        return given;
    };
    if (has(CURLUPART_QUERY) || has(CURLUPART_FRAGMENT) || has(CURLUPART_USER)) return false;
    return text.starts_with("http://") || text.starts_with("https://");
}

}  // namespace

Relays::Relays(const std::vector<std::string>& addresses) {
    for (auto address : addresses) {
        if (!is_address(address))
            throw std::invalid_argument(
                fmt::format("{}: a drand relay is an address such as https://api.drand.sh", address));
        while (address.ends_with('/')) address.pop_back();
        if (std::ranges::count(addresses_, address) > 0)
            throw std::invalid_argument(fmt::format(
                "{}: this drand relay is given twice, and would only agree with itself", address));
        addresses_.push_back(std::move(address));
    }
}

std::vector<RelayAnswer> Relays::ask(const DrandRound& round, const std::stop_token& stop) const {
    std::vector<http::OutgoingRequest> requests;
    for (const auto& address : addresses_)
        requests.push_back({fmt::format("{}/{}/public/{}", address, to_hex(round.chain), round.number), {}});
    std::vector<RelayAnswer> answers;
    for (auto& answer : http::send_all(requests, limits, stop)) {
        if (answer) {
            answers.push_back(read_answer(answer->status, answer->body, round));
        } else {
            answers.push_back(tl::unexpected(RelayTrouble{std::move(answer.error())}));
        }
    }
    return answers;
}

}  // namespace fairdraw::beacons
