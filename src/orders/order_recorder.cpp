#include "orders/order_recorder.hpp"

#include <spdlog/spdlog.h>

#include <pqxx/result>
#include <utility>

#include "orders/steps.hpp"
#include "postgres/keyed_write.hpp"
#include "sql/orders_sql.hpp"

namespace fairdraw::orders {

namespace {

// Changes of one batch cannot wait for each other; those of two could.
constexpr std::size_t writers = 1;
constexpr std::size_t largest_batch = 200;
// About two seconds' worth.
constexpr std::size_t longest_queue = 10'000;
// A trip that failed is tried again for this long before its requests are refused.
constexpr int patience_ms = 3000;
// One that is written alone keeps all others waiting.
constexpr int patience_alone_ms = 300;
constexpr std::chrono::seconds longest_wait{10};

using Changes = std::vector<OrderChange*>;

std::string array_text(const postgres::Parameter& array) {
    return array.c_str();
}

// What fairdraw.change_orders is told, a value for each change; those of a hold are empty for the others.
struct Columns {
    std::vector<std::string> changes, orders, actors, users, codes, amounts, currencies, requests, answers;
    std::vector<std::int64_t> expiries_ms;

    void add(const OrderChange& change) { add(change, {}, {}, "\\x", {}); }
    void add(const OrderChange& change, const PricedHold& hold) {
        const std::span<const std::uint8_t> fingerprint{change.hold->fingerprint};
        add(change, change.hold->user_id, change.hold->order.currency, array_text(fingerprint), hold);
    }

  private:
    void add(const OrderChange& change, const std::string& user, const std::string& currency,
             const std::string& request, const PricedHold& hold) {
        changes.push_back(change.change);
        orders.push_back(change.order);
        actors.push_back(change.actor);
        users.push_back(user);
        codes.push_back(array_text(hold.codes));
        amounts.push_back(array_text(hold.amounts));
        currencies.push_back(currency);
        requests.push_back(request);
        answers.push_back(hold.answer);
        expiries_ms.push_back(hold.expires.value);
    }
};

// What has its answer, by place, and what goes to the database.
struct Batch {
    std::vector<std::optional<Answer>> answers;
    std::vector<std::size_t> places;
    Columns columns;
};

std::vector<std::string> codes_of(const Changes& changes) {
    std::vector<std::string> codes;
    for (const auto* change : changes)
        if (change->hold) codes.insert(codes.end(), change->hold->codes.begin(), change->hold->codes.end());
    return codes;
}

Batch price_all(postgres::Connection& connection, const Changes& changes) {
    Batch batch;
    batch.answers.resize(changes.size());
    std::vector<Offered> offered;
    UnixMs now{};
    if (const auto codes = codes_of(changes); !codes.empty()) {
        const auto rows = connection.read(sql::find_offered, {codes});
        offered = offered_in(rows);
        if (!rows.empty()) now = UnixMs{rows[0][10].as<std::int64_t>()};
    }
    for (std::size_t place = 0; place < changes.size(); ++place) {
        const auto& change = *changes[place];
        if (change.hold) {
            const auto hold = price_hold(change.order, *change.hold, offered, now);
            if (!hold) {
                batch.answers[place] = tl::unexpected(hold.error());
                continue;
            }
            batch.columns.add(change, *hold);
        } else {
            batch.columns.add(change);
        }
        batch.places.push_back(place);
    }
    return batch;
}

Answer answer_of(const OrderChange& change, const pqxx::row& row) {
    const auto text = [&](int column) {
        return row[column].is_null() ? std::string{} : row[column].as<std::string>();
    };
    return change.hold ? answer_of_hold(text(0), text(1), text(2))
                       : answer_of_settling(change.order, text(0), text(1));
}

std::vector<std::optional<Answer>> change_together(postgres::Connection& connection, const Changes& changes) {
    auto batch = price_all(connection, changes);
    if (batch.places.empty()) return std::move(batch.answers);
    const auto& c = batch.columns;
    const auto rows = postgres::run_alone(connection, steps::change_orders, sql::change_orders,
                                          {c.changes, c.orders, c.actors, c.users, c.codes, c.amounts,
                                           c.currencies, c.requests, c.expiries_ms, c.answers});
    for (std::size_t i = 0; i < batch.places.size(); ++i) {
        const auto place = batch.places[i];
        batch.answers[place] = answer_of(*changes[place], rows.at(static_cast<int>(i)));
    }
    return std::move(batch.answers);
}

}  // namespace

class OrderRecorder::Writer {
  public:
    Writer(const postgres::ConnectionSettings& settings, http::Histogram batch_size)
        : connection_(settings), batch_size_(batch_size) {}

    void write(std::vector<OrderChange>& batch) noexcept {
        batch_size_.observe(static_cast<double>(batch.size()));
        const auto oldest = std::chrono::steady_clock::now() - longest_wait;
        Changes changes;
        for (auto& change : batch) {
            if (change.taken_at >= oldest)
                changes.push_back(&change);
            else
                change.answer(Answer{tl::unexpected(too_many_orders())});
        }
        if (!changes.empty()) write_together(changes);
    }

  private:
    void write_together(const Changes& changes) {
        const bool alone = changes.size() == 1;
        std::vector<std::optional<Answer>> answers;
        bool one_is_in_the_way = false;
        bool may_be_committed = false;
        const auto failure = connection_.attempt(
            [&](postgres::Connection& connection) {
                try {
                    answers = change_together(connection, changes);
                } catch (...) {
                    using postgres::FailureKind;
                    const auto kind = postgres::classify(std::current_exception()).kind;
                    may_be_committed |= kind == FailureKind::commit_unknown;
                    // What somebody else has locked, or what the database cannot take. Not after a commit of
                    // unknown outcome: each must be told of that.
                    one_is_in_the_way = !alone && !may_be_committed &&
                                        (kind == FailureKind::conflict || kind == FailureKind::defect);
                    if (!one_is_in_the_way) throw;
                }
            },
            alone ? patience_alone_ms : patience_ms);
        if (one_is_in_the_way) {
            // The others do not suffer for it.
            for (auto* change : changes) write_together({change});
        } else if (!failure) {
            for (std::size_t i = 0; i < changes.size(); ++i) changes[i]->answer(*std::move(answers[i]));
        } else {
            spdlog::error("event=orders_not_recorded count={} reason={:?}", changes.size(), failure->message);
            for (auto* change : changes) change->answer(tl::unexpected(*failure));
        }
    }

    postgres::KeyedWriter connection_;
    http::Histogram batch_size_;
};

OrderRecorder::OrderRecorder(const postgres::ConnectionSettings& settings, http::Metrics& metrics)
    : batch_size_(metrics.histogram("fairdraw_order_changes",
                                    "Holds, confirmations and cancellations that shared a commit",
                                    {1, 2, 5, 10, 20, 50, 100, 200})),
      commits_({writers, largest_batch, longest_queue},
               [this, settings] { return std::make_unique<Writer>(settings, batch_size_); }) {}

bool OrderRecorder::record(OrderChange&& change) {
    change.taken_at = std::chrono::steady_clock::now();
    return commits_.submit(std::move(change));
}

}  // namespace fairdraw::orders
