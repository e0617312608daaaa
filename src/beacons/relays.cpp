#include "beacons/relays.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>

#include "http/fields.hpp"
#include "http/outgoing.hpp"

namespace fairdraw::beacons {

namespace {

constexpr http::OutgoingLimits limits{.timeout_ms = 3'000, .largest_answer = 16 * 1024};

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

// None when there is no such part.
std::optional<std::string> read(const Url& url, CURLUPart part) {
    char* value = nullptr;
    const bool given = curl_url_get(url.get(), part, &value, CURLU_NO_DEFAULT_PORT) == CURLUE_OK;
    const std::unique_ptr<char, decltype(&curl_free)> owned(value, curl_free);
    return given ? std::optional<std::string>(value) : std::nullopt;
}

// The one way to write an address (RFC 3986, section 6.2): scheme and host in small letters, no default port,
// no slash at the end. None for what is no relay's.
std::optional<std::string> normalised(const std::string& text) {
    const Url url(curl_url(), curl_url_cleanup);
    if (!url) throw std::bad_alloc();
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return std::nullopt;
    for (const auto part : {CURLUPART_QUERY, CURLUPART_FRAGMENT, CURLUPART_USER, CURLUPART_PASSWORD})
        if (read(url, part)) return std::nullopt;
    const auto scheme = read(url, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return std::nullopt;
    auto host = read(url, CURLUPART_HOST).value();
    std::ranges::transform(host, host.begin(), http::ascii_lower);
    curl_url_set(url.get(), CURLUPART_HOST, host.c_str(), 0);
    auto address = read(url, CURLUPART_URL).value();
    while (address.ends_with('/')) address.pop_back();
    return address;
}

}  // namespace

Relays::Relays(const std::vector<std::string>& addresses) {
    for (const auto& given : addresses) {
        const auto address = normalised(given);
        if (!address)
            throw std::invalid_argument(fmt::format(
                "--drand-relay {}: a drand relay is an address such as https://api.drand.sh", given));
        if (std::ranges::count(addresses_, *address) > 0)
            throw std::invalid_argument(fmt::format(
                "--drand-relay {}: the drand relay {} is given twice, and would only agree with itself",
                given, *address));
        addresses_.push_back(*address);
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
