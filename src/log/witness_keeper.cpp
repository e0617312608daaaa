#include "log/witness_keeper.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>
#include <pqxx/result>
#include <utility>

#include "log/steps.hpp"
#include "log/tree.hpp"
#include "postgres/failure.hpp"
#include "postgres/transaction.hpp"
#include "sql/log_sql.hpp"

namespace fairdraw::log {

namespace {

// With a beacon, a close must be cosigned within seconds; asking the database for the log's size costs
// little.
constexpr std::chrono::milliseconds look_every{500};
// A cosignature says when: of a witness whose clock is so wrong, it would say nothing.
constexpr std::int64_t longest_clock_error_s = 600;
constexpr int most_at_once = 100;

}  // namespace

WitnessKeeper::WitnessKeeper(postgres::ConnectionSettings settings, Keys keys, const Witness& witness,
                             http::Metrics& metrics)
    : settings_(std::move(settings)),
      keys_(keys),
      witness_(witness),
      behind_(metrics.gauge("fairdraw_witness_behind_checkpoints",
                            "Checkpoints of the log that a witness has yet to cosign",
                            {{"witness", witness.key.name()}, {"key", to_hex(witness.key.id())}})),
      thread_([this](const std::stop_token& stop) { keep(stop); }) {}

void WitnessKeeper::wait(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    stopped_.wait_for(lock, stop, look_every, [] { return false; });
}

void WitnessKeeper::keep(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            postgres::Connection connection{settings_};
            for (; !stop.stop_requested(); wait(stop)) look(connection, stop);
        } catch (...) {
            tell(postgres::classify(std::current_exception()).message);
            wait(stop);
        }
    }
}

// Once for each trouble, not once for each look. False, for whoever gives up over it.
bool WitnessKeeper::tell(const std::string& trouble) {
    if (std::exchange(last_trouble_, trouble) != trouble)
        spdlog::error("event=not_witnessed witness={:?} reason={:?}", witness_.key().name(), trouble);
    return false;
}

// An old checkpoint may be refused for good (by a witness that does not know the key of then), so the newest
// is tried in any case.
void WitnessKeeper::look(postgres::Connection& connection, const std::stop_token& stop) {
    keep_checkpoint(connection);
    const auto waiting = list_uncosigned(connection, seen_);
    behind_.set(waiting.size() < most_at_once ? static_cast<double>(waiting.size())
                                              : count_behind(connection));
    if (!submit_all(connection, waiting, stop))
        submit_all(connection, list_uncosigned(connection, kept_size_), stop);
}

pqxx::result WitnessKeeper::list_uncosigned(postgres::Connection& connection, std::uint64_t from) {
    return connection.read(sql::list_uncosigned,
                           {witness_.key().format(), static_cast<std::int64_t>(from), most_at_once});
}

double WitnessKeeper::count_behind(postgres::Connection& connection) {
    return connection
        .read(sql::count_uncosigned, {witness_.key().format(), static_cast<std::int64_t>(seen_)})[0][0]
        .as<double>();
}

// In order, so that each gets its cosignature; false when one did not.
bool WitnessKeeper::submit_all(postgres::Connection& connection, const pqxx::result& waiting,
                               const std::stop_token& stop) {
    for (const auto& row : waiting) {
        const auto next = row[0].as<std::uint64_t>();
        // It may have learned of a later one from another instance meanwhile.
        if (next < seen_) continue;
        if (stop.stop_requested()) return true;
        if (!submit(connection, next, row[1].as<std::string>(), stop)) return false;
    }
    return true;
}

// What is submitted is written down first: a cosignature is over exactly these bytes.
void WitnessKeeper::keep_checkpoint(postgres::Connection& connection) {
    const auto size = read_size(connection);
    if (size == kept_size_) return;
    postgres::run_alone(connection, steps::keep_checkpoint, sql::keep_checkpoint,
                        {static_cast<std::int64_t>(size), sign_checkpoint(connection, keys_, size)});
    kept_size_ = size;
}

bool WitnessKeeper::submit(postgres::Connection& connection, std::uint64_t size,
                           const std::string& checkpoint, const std::stop_token& stop) {
    const auto ask = [&] {
        return witness_.add_checkpoint(seen_, read_consistency_path(connection, seen_, size), checkpoint,
                                       stop);
    };
    auto answer = ask();
    if (const auto* has = std::get_if<HasSeen>(&answer); has && has->size <= size) {
        seen_ = has->size;
        answer = ask();
    }
    if (const auto* cosigned = std::get_if<Cosigned>(&answer)) return take(connection, size, *cosigned);
    if (const auto* trouble = std::get_if<Trouble>(&answer)) return tell(trouble->reason);
    const auto has = std::get<HasSeen>(answer).size;
    if (has <= size) return tell("it does not stand by the size that it says it has seen");
    if (has > read_size(connection))
        return tell("it has seen a longer log than there is: this database is older than what was published");
    seen_ = has;
    return true;
}

bool WitnessKeeper::take(postgres::Connection& connection, std::uint64_t size, const Cosigned& cosigned) {
    const auto now_s = connection.read(sql::read_time)[0][0].as<std::int64_t>() / 1000;
    if (std::abs(cosigned.at_s - now_s) > longest_clock_error_s)
        return tell("its clock is more than ten minutes off");
    postgres::run_alone(
        connection, steps::keep_cosignature, sql::keep_cosignature,
        {static_cast<std::int64_t>(size), witness_.key().format(), cosigned.line, cosigned.at_s});
    seen_ = size;
    last_trouble_.clear();
    spdlog::info("event=witnessed witness={:?} size={}", witness_.key().name(), size);
    return true;
}

}  // namespace fairdraw::log
