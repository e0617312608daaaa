#include <pqxx/result>

#include "api/actions.hpp"
#include "rounds/announcer.hpp"
#include "rounds/given_template.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

bool same(const FirstComePlan& plan, const pqxx::row& row) {
    return row[6].as<std::string>() == "first_come" && UnixMs{row[2].as<std::int64_t>()} == plan.enter.from &&
           UnixMs{row[3].as<std::int64_t>()} == plan.enter.to &&
           row[7].as<std::string>() == plan.template_id && row[8].as<std::int64_t>() == plan.stock;
}

}  // namespace

tl::expected<Announcer::Outcome, api::Refusal> Announcer::announce(postgres::Connection& connection,
                                                                   const FirstComePlan& plan,
                                                                   const std::string& actor) const {
    // Another instance may announce it between the look and the insert: then the second look finds it.
    for (int look = 0; look < 2; ++look) {
        const auto found = connection.read(sql::find_plan, {plan.id.text()});
        if (!found.empty()) {
            if (same(plan, found[0])) return Outcome::repeated;
            break;
        }
        const UnixMs now{connection.read(sql::read_time)[0][0].as<std::int64_t>()};
        if (auto refusal = refuse_enter(plan.enter, now)) return tl::unexpected(*refusal);
        const auto inserted = insert(connection, plan, now, actor);
        if (!inserted) return tl::unexpected(inserted.error());
        if (*inserted) return Outcome::announced;
    }
    return tl::unexpected(api::Refusal{http::Code::conflict, "another round has this id already"});
}

tl::expected<bool, api::Refusal> Announcer::insert(postgres::Connection& connection,
                                                   const FirstComePlan& plan, UnixMs now,
                                                   const std::string& actor) const {
    postgres::Transaction transaction{connection, steps::announce_first_come};
    const auto given = hold_template_to_give(transaction, plan.template_id, plan.stock, plan.enter.to);
    if (!given) return tl::unexpected(given.error());
    const auto inserted = transaction.run(
        sql::insert_first_come_round,
        {plan.id.text(), plan.enter.from, plan.enter.to, close_due(plan.enter), now, *given, plan.stock});
    if (inserted.empty()) return false;
    api::record_action(transaction, actor, "announce", plan.id.text(),
                       "first_come " + std::to_string(plan.stock));
    transaction.commit();
    return true;
}

}  // namespace fairdraw::rounds
