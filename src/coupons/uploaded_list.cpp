#include "coupons/uploaded_list.hpp"

#include <algorithm>

#include "coupons/user_list.hpp"

namespace fairdraw::coupons {

namespace {

constexpr std::size_t users_a_statement = 20'000;

}  // namespace

tl::expected<std::vector<std::string>, api::Refusal> uploaded_list(const http::Request& request) {
    const auto format = list_format(request.header("Content-Type").value_or(""));
    if (!format)
        return tl::unexpected(api::Refusal{http::Code::invalid_request,
                                           "Content-Type: must be text/csv or application/x-ndjson"});
    return read_user_list(*format, request.body);
}

void for_each_part(const std::vector<std::string>& users, const TakePart& take) {
    for (std::size_t begin = 0; begin < users.size(); begin += users_a_statement) {
        const auto end = std::min(begin + users_a_statement, users.size());
        take(begin, {users.begin() + static_cast<std::ptrdiff_t>(begin),
                     users.begin() + static_cast<std::ptrdiff_t>(end)});
    }
}

}  // namespace fairdraw::coupons
