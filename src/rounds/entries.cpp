#include <pqxx/result>

#include "rounds/recorder.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

std::vector<std::string> tags_of(std::span<RecordRequest* const> requests) {
    std::vector<std::string> tags;
    tags.reserve(requests.size());
    for (const auto* request : requests) tags.push_back("\\x" + to_hex(request->tag));
    return tags;
}

std::string leaves_of(std::span<RecordRequest* const> requests) {
    std::vector<Promised> entries;
    entries.reserve(requests.size());
    for (const auto* request : requests) entries.push_back({request->tag, request->arrived});
    return format_leaves(std::move(entries));
}

std::vector<bool> insert(postgres::Connection& connection, std::span<RecordRequest* const> requests,
                         const std::vector<std::string>& users, UnixMs now) {
    const auto left_out =
        postgres::run_alone(connection, steps::record_entries, sql::record_entry_batch,
                            {sql_value(requests[0]->round->number), users, tags_of(requests),
                             arrivals_of(requests), now, leaves_of(requests)});
    auto recorded = named_in(left_out, users);
    recorded.flip();
    return recorded;
}

api::Refusal why_not(const Round& round, UnixMs arrived, bool reserved, const std::string& state) {
    if (state == "void") return {http::Code::round_void, "this round is void", {http::Recorded::no}};
    if (!round.enter.contains(arrived)) return api::refuse_outside("entries", round.enter, arrived);
    if (round.reserve && !reserved)
        return {http::Code::not_reserved, "you did not reserve for this round", {http::Recorded::no}};
    if (state != "announced")
        return {http::Code::not_in_active_time,
                "the round was closed before this could be recorded",
                {http::Recorded::no}};
    if (!round.key)
        return {http::Code::unavailable,
                "this server lacks the key that the round was announced under and could give no receipt",
                {http::Recorded::no}};
    // The reservation came to be recorded after the entry had been looked at: both were under way at once.
    return {http::Code::unavailable,
            "your reservation was still being recorded; ask again",
            {http::Recorded::no}};
}

}  // namespace

const Recordable entries{
    .plural = "entries",
    // Who cannot promise takes nothing.
    .window = [](const Round& round) { return round.key ? std::optional{round.enter} : std::nullopt; },
    .insert = insert,
    .find = &sql::find_entries,
    .why_not = why_not,
    .with_receipts = true,
};

}  // namespace fairdraw::rounds
