#include "rounds/given_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pqxx/result>

#include "coupons/promised.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

struct Held {
    int number;
    std::optional<std::int64_t> left;  // of its total, promised to no round; nothing where it has none
};

tl::unexpected<api::Refusal> refuse(std::string why) {
    return tl::unexpected(api::Refusal{http::Code::invalid_request, "template: " + std::move(why)});
}

// One whose coupons are still worth something at `given`.
tl::expected<Held, api::Refusal> hold(postgres::Transaction& transaction, const std::string& template_id,
                                      UnixMs given) {
    const auto rows = transaction.run(sql::hold_template, {template_id});
    if (rows.empty()) return refuse("there is no such template");
    Held held{rows[0][0].as<int>(), {}};
    // Looked at once it is held: what others announced until then counts.
    const auto row = transaction.run(sql::find_held_template, {held.number})[0];
    const auto state = row[0].as<std::string>();
    if (state == "draft") return refuse("is a draft; publish it first");
    if (state == "stopped") return refuse("is stopped, and gives no more coupons");
    if (!row[2].is_null() && UnixMs{row[2].as<std::int64_t>()} <= given)
        return refuse(fmt::format("its coupons are over by {}", format_rfc3339(given)));
    if (!row[1].is_null()) {
        const auto promised = coupons::find_promised(transaction, held.number);
        held.left = row[1].as<std::int64_t>() - promised.issued - promised.to_give;
    }
    return held;
}

}  // namespace

tl::expected<std::optional<int>, api::Refusal> hold_template_to_draw(
    postgres::Transaction& transaction, const std::optional<std::string>& template_id, UnixMs draw_due) {
    if (!template_id) return std::nullopt;
    const auto held = hold(transaction, *template_id, draw_due);
    if (!held) return tl::unexpected(held.error());
    if (held->left) return refuse("has a total, and a draw gives to however many win");
    return held->number;
}

tl::expected<int, api::Refusal> hold_template_to_give(postgres::Transaction& transaction,
                                                      const std::string& template_id, std::int64_t stock,
                                                      UnixMs over) {
    const auto held = hold(transaction, template_id, over);
    if (!held) return tl::unexpected(held.error());
    if (held->left.value_or(stock) < stock)
        return refuse(fmt::format("only {} are left of its total that no other round is to give",
                                  std::max<std::int64_t>(*held->left, 0)));
    return held->number;
}

}  // namespace fairdraw::rounds
