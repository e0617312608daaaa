#include "coupons/number_cursor.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/paging.hpp"

namespace fairdraw::coupons {

using Json = nlohmann::ordered_json;

tl::expected<std::optional<std::int64_t>, api::Refusal> number_cursor(const http::Request& request) {
    const auto text = request.query("cursor");
    if (!text) return std::nullopt;
    const auto number = api::parse_number(*text);
    if (!number || *number < 0)
        return tl::unexpected(
            api::Refusal{http::Code::invalid_request, "cursor: not one that this list gave"});
    return number;
}

Json number_page(const char* name, const pqxx::result& rows, std::int64_t limit,
                 const std::function<Json(const pqxx::row&)>& json_of) {
    Json json = {{name, Json::array()}, {"cursor", nullptr}};
    for (pqxx::result::size_type i = 0; i < rows.size(); ++i) {
        if (static_cast<std::int64_t>(i) == limit) {
            json["cursor"] = rows[i - 1][0].as<std::string>();
            break;
        }
        json[name].push_back(json_of(rows[i]));
    }
    return json;
}

}  // namespace fairdraw::coupons
