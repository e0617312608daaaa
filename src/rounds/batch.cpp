#include "rounds/batch.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <pqxx/result>
#include <string_view>
#include <unordered_set>

namespace fairdraw::rounds {

namespace {

std::vector<std::string> users_of(std::span<RecordRequest* const> requests) {
    std::vector<std::string> users;
    users.reserve(requests.size());
    for (const auto* request : requests) users.push_back(request->user_id);
    return users;
}

api::Refusal refusal_of_write(const char* plural, const postgres::Failure& failure) {
    spdlog::error("event=not_recorded what={} reason={:?}", plural, failure.message);
    auto refusal =
        api::refusal_of(failure).value_or(api::Refusal{http::Code::internal, "this could not be recorded"});
    if (refusal.extras.recorded == http::Recorded::not_said) refusal.extras.recorded = http::Recorded::no;
    return refusal;
}

}  // namespace

Batch::Batch(const Recordable& recordable, std::vector<RecordRequest*> requests)
    : recordable_(recordable), requests_(std::move(requests)), answers_(requests_.size()) {
    put_first_requests_first();
}

// The first request of each user among those that arrived inside the window. In the order of users, so that
// two batches cannot wait for each other.
void Batch::put_first_requests_first() {
    const auto window = recordable_.window(*requests_[0]->round);
    if (!window) return;
    std::unordered_set<std::string_view> seen;
    seen.reserve(requests_.size());
    const auto others = std::stable_partition(requests_.begin(), requests_.end(), [&](const auto* request) {
        return window->contains(request->arrived) && seen.insert(request->user_id).second;
    });
    std::sort(requests_.begin(), others, [](auto* a, auto* b) { return a->user_id < b->user_id; });
    first_requests_ = static_cast<std::size_t>(others - requests_.begin());
}

void Batch::record(postgres::Connection& connection, UnixMs now) {
    if (!inserted_ && first_requests_ > 0) insert(connection, now);
    inserted_ = true;
    if (recorded_ < requests_.size()) look_up(connection);
}

void Batch::insert(postgres::Connection& connection, UnixMs now) {
    perhaps_inserted_before_ = std::exchange(insert_tried_, true);
    const std::span first{requests_.data(), first_requests_};
    // A better look at the database's clock may have set ours back since they arrived.
    for (const auto* request : first) now = std::max(now, request->arrived);
    const auto recorded_now = recordable_.insert(connection, first, users_of(first), now);
    recorded_ = static_cast<std::size_t>(std::ranges::count(recorded_now, true));
    for (std::size_t i = 0; i < first_requests_; ++i)
        if (recorded_now[i]) answers_[i] = Recorded{requests_[i]->arrived, false};
    if (recordable_.with_receipts && recorded_ > 0) give_receipts(now);
}

// To those who were recorded now.
void Batch::give_receipts(UnixMs committed) {
    std::vector<Promised> promised;
    std::vector<Recorded*> recorded;
    for (std::size_t i = 0; i < first_requests_; ++i) {
        if (!answers_[i]) continue;
        promised.push_back({requests_[i]->tag, requests_[i]->arrived});
        recorded.push_back(&**answers_[i]);
    }
    auto receipts = make_receipts(*requests_[0]->round, committed, promised);
    for (std::size_t i = 0; i < recorded.size(); ++i) recorded[i]->receipt = std::move(receipts[i]);
}

// What stands recorded is the answer, whoever recorded it: an earlier request, an earlier try of this
// batch whose outcome was unknown, or another instance.
void Batch::look_up(postgres::Connection& connection) {
    std::vector<std::size_t> open;
    std::vector<std::string> users;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
        if (answers_[i]) continue;
        open.push_back(i);
        users.push_back(requests_[i]->user_id);
    }
    const auto& round = *requests_[0]->round;
    const auto found = connection.read(*recordable_.find, {sql_value(round.number), users});
    std::vector<EarlierEntry> earlier;
    std::vector<Recorded*> repeated;
    // A row a request, in their order.
    for (pqxx::result::size_type row_no = 0; row_no < found.size(); ++row_no) {
        const auto i = open[row_no];
        const auto row = found[row_no];
        const auto arrived = requests_[i]->arrived;
        if (row[1].is_null()) {
            answers_[i] = tl::unexpected(
                recordable_.why_not(round, arrived, row[2].as<bool>(), row[3].as<std::string>()));
            continue;
        }
        const UnixMs at{row[1].as<std::int64_t>()};
        const bool own = perhaps_inserted_before_ && i < first_requests_ && at == arrived;
        answers_[i] = Recorded{at, !own};
        if (!recordable_.with_receipts || row[4].is_null()) continue;
        earlier.push_back({requests_[i]->tag, row[4].as<std::int64_t>()});
        repeated.push_back(&**answers_[i]);
    }
    if (repeated.empty()) return;
    auto receipts = make_receipts_again(connection, round, earlier);
    for (std::size_t i = 0; i < repeated.size(); ++i) repeated[i]->receipt = std::move(receipts[i]);
}

void Batch::answer(const std::optional<postgres::Failure>& failure) {
    const auto refusal =
        failure ? std::optional{refusal_of_write(recordable_.plural, *failure)} : std::nullopt;
    for (std::size_t i = 0; i < requests_.size(); ++i)
        requests_[i]->answer(answers_[i] ? std::move(*answers_[i]) : Answer{tl::unexpected(refusal.value())});
}

}  // namespace fairdraw::rounds
