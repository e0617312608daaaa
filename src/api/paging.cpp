#include "api/paging.hpp"

#include <charconv>

namespace fairdraw::api {

tl::expected<std::int64_t, Refusal> page_limit(const http::Request& request) {
    const auto limit = parse_number(request.query("limit").value_or("50"));
    if (!limit || *limit < 1 || *limit > 100)
        return tl::unexpected(Refusal{http::Code::invalid_request, "limit: must be a number from 1 to 100"});
    return *limit;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace fairdraw::api
