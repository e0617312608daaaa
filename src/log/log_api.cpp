#include "log/log_api.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <tl/expected.hpp>

#include "http/problem.hpp"
#include "log/tree.hpp"
#include "sql/log_sql.hpp"

namespace fairdraw::log {

namespace {

using Json = nlohmann::ordered_json;

// Of texts of a few hundred bytes.
constexpr std::int64_t leaves_a_page = 1000;

http::Response with_caching(http::Response response, const char* caching) {
    response.headers.emplace_back("Cache-Control", caching);
    return response;
}

// Refusals, too: anybody's page may check the log.
http::Response open_to_all(http::Response response) {
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    return response;
}

http::Response never_changing(const Json& json) {
    return with_caching(http::json_response(200, json.dump()), "public, max-age=31536000, immutable");
}

std::optional<std::uint64_t> number_in(const http::Request& request, const char* name) {
    const auto text = request.query(name).value_or("");
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

struct Range {
    std::uint64_t first;
    std::uint64_t last;
};

// Two numbers of the query in ascending order, the second at most the log's size.
tl::expected<Range, http::Response> range_in(const http::Request& request, const char* first,
                                             const char* last, postgres::Connection& connection) {
    const auto from = number_in(request, first);
    const auto to = number_in(request, last);
    if (from && to && *from <= *to && *to <= read_size(connection)) return Range{*from, *to};
    return tl::unexpected(http::problem(http::Code::invalid_request,
                                        std::string(first) + " and " + last +
                                            ": must be numbers in ascending order, at most the log's size"));
}

Json hex_of(const std::vector<Hash>& path) {
    auto hexes = Json::array();
    for (const auto& hash : path) hexes.push_back(to_hex(hash));
    return hexes;
}

http::Response leaves(postgres::Connection& connection, const http::Request& request) {
    const auto range = range_in(request, "from", "to", connection);
    if (!range) return range.error();
    auto texts = Json::array();
    for (const auto& row :
         connection.read(sql::list_leaves, {static_cast<std::int64_t>(range->first),
                                            static_cast<std::int64_t>(range->last), leaves_a_page}))
        texts.push_back(row[0].as<std::string>());
    const auto to = range->first + texts.size();
    return never_changing({{"from", range->first}, {"to", to}, {"leaves", std::move(texts)}});
}

http::Response inclusion(postgres::Connection& connection, const http::Request& request) {
    const auto range = range_in(request, "index", "size", connection);
    if (!range) return range.error();
    const auto [index, size] = *range;
    if (index == size) return http::problem(http::Code::invalid_request, "index: must be below size");
    return never_changing({{"index", index},
                           {"size", size},
                           {"leaf_hash", to_hex(read_leaf_hash(connection, index))},
                           {"root", to_hex(read_root(connection, size))},
                           {"path", hex_of(read_inclusion_path(connection, index, size))}});
}

http::Response consistency(postgres::Connection& connection, const http::Request& request) {
    const auto range = range_in(request, "from", "to", connection);
    if (!range) return range.error();
    return never_changing({{"from", range->first},
                           {"to", range->last},
                           {"path", hex_of(read_consistency_path(connection, range->first, range->last))}});
}

using Answer = http::Response (*)(postgres::Connection&, const http::Request&);

}  // namespace

void add_log_routes(http::Router& router, postgres::Pool& serving, Keys keys) {
    const http::RouteOptions open{.access = http::Access::anyone, .throttling = http::Throttling::exempt};
    const auto add = [&](const char* path, Answer answer) {
        router.add("GET", path, open, [&serving, answer](const http::Request& request) {
            return open_to_all(answer(*serving.borrow(), request));
        });
    };
    router.add("GET", "/v1/log/checkpoint", open, [&serving, keys](const http::Request&) {
        http::Response checkpoint{
            200, "text/plain; charset=utf-8", current_checkpoint(*serving.borrow(), keys), {}, {}};
        return open_to_all(with_caching(std::move(checkpoint), "no-cache"));
    });
    add("/v1/log/leaves", leaves);
    add("/v1/log/inclusion", inclusion);
    add("/v1/log/consistency", consistency);
}

}  // namespace fairdraw::log
