#include <pqxx/result>

#include "rounds/recorder.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

std::vector<bool> insert(postgres::Connection& connection, std::span<RecordRequest* const> requests,
                         const std::vector<std::string>& users, UnixMs) {
    const auto recorded =
        postgres::run_alone(connection, steps::record_reservations, sql::record_reservations,
                            {sql_value(requests[0]->round->number), users, arrivals_of(requests)});
    return named_in(recorded, users);
}

api::Refusal why_not(const Round& round, UnixMs arrived, bool, const std::string& state) {
    if (state == "void") return {http::Code::round_void, "this round is void", {http::Recorded::no}};
    if (!round.reserve)
        return {
            http::Code::not_in_active_time, "nobody needs to reserve for this round", {http::Recorded::no}};
    if (!round.reserve->contains(arrived))
        return api::refuse_outside("reservations", *round.reserve, arrived);
    return {http::Code::not_in_active_time,
            "the round was closed before this could be recorded",
            {http::Recorded::no}};
}

}  // namespace

const Recordable reservations{
    .plural = "reservations",
    .window = [](const Round& round) { return round.reserve; },
    .insert = insert,
    .find = &sql::find_reservations,
    .why_not = why_not,
};

}  // namespace fairdraw::rounds
