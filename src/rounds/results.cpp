#include "rounds/results.hpp"

#include <spdlog/spdlog.h>

#include <map>
#include <pqxx/result>

#include "postgres/keyed_write.hpp"
#include "rounds/result_rows.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

using Requests = std::vector<ResultRequest*>;

constexpr std::size_t readers = 2;
constexpr std::size_t largest_batch = 1000;
// About two seconds' worth; beyond, it is kinder to say OVERLOADED at once.
constexpr std::size_t longest_queue = 40'000;
constexpr int patience_ms = 1000;

}  // namespace

class Results::Reader {
  public:
    Reader(const postgres::ConnectionSettings& settings, Outcomes& outcomes)
        : connection_(settings), outcomes_(outcomes) {}

    void write(std::vector<ResultRequest>& batch) noexcept {
        std::map<RoundNumber, Requests> rounds;
        for (auto& request : batch) {
            // Since it began to wait the round may have come to be held.
            if (auto known = outcomes_.find(request.round->number, request.user_id)) {
                request.answer(std::move(*known));
            } else {
                rounds[request.round->number].push_back(&request);
            }
        }
        for (const auto& [number, requests] : rounds) look_up(*requests[0]->round, requests);
    }

  private:
    void look_up(const Round& round, const Requests& requests) {
        std::vector<Result> results;
        const auto failure = connection_.attempt(
            [&](postgres::Connection& connection) { results = read(connection, round, requests); },
            patience_ms);
        for (std::size_t i = 0; i < requests.size(); ++i) {
            if (failure) {
                requests[i]->answer(tl::unexpected(refusal_for(*failure)));
            } else {
                requests[i]->answer(std::move(results[i]));
            }
        }
    }

    std::vector<Result> read(postgres::Connection& connection, const Round& round, const Requests& requests) {
        std::vector<std::string> users;
        for (const auto* request : requests) users.push_back(request->user_id);
        const auto rows = connection.read(sql::find_results, {sql_value(round.number), users});
        std::vector<Result> results;
        for (const auto& row : rows) results.push_back(result_of(round.id, row));
        if (const auto fate = fate_of(rows.at(0)); fate.is_final()) remember(connection, round, fate);
        return results;
    }

    // Only spares the next ones the trip: who was looked up is answered also when it fails.
    void remember(postgres::Connection& connection, const Round& round, const Fate& fate) {
        try {
            outcomes_.remember(round, fate, connection);
        } catch (...) {
            spdlog::warn("event=outcome_not_held round={} reason={:?}", round.id.text(),
                         postgres::classify(std::current_exception()).message);
        }
    }

    static api::Refusal refusal_for(const postgres::Failure& failure) {
        if (auto refusal = api::refusal_of(failure)) return *refusal;
        spdlog::error("event=results_not_found reason={:?}", failure.message);
        return {http::Code::internal, "this could not be looked up"};
    }

    postgres::KeyedWriter connection_;
    Outcomes& outcomes_;
};

Results::Results(const postgres::ConnectionSettings& settings)
    : lookups_({readers, largest_batch, longest_queue},
               [this, settings] { return std::make_unique<Reader>(settings, outcomes_); }) {}

bool Results::find(ResultRequest&& request) {
    return lookups_.submit(std::move(request));
}

}  // namespace fairdraw::rounds
