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

}  // namespace

WitnessKeeper::WitnessKeeper(postgres::ConnectionSettings settings, Keys keys, const Witness& witness,
                             http::Metrics& metrics)
    : settings_(std::move(settings)),
      keys_(keys),
      witness_(witness),
      behind_(metrics.gauge("fairdraw_witness_behind_checkpoints",
                            "Checkpoints of the log that a witness has yet to cosign",
                            {{"witness", witness.key.name()}})),
      thread_([this] { keep(); }) {}

WitnessKeeper::~WitnessKeeper() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

bool WitnessKeeper::stopping() {
    const std::lock_guard lock{mutex_};
    return stopping_;
}

void WitnessKeeper::wait() {
    std::unique_lock lock{mutex_};
    stopped_.wait_for(lock, look_every, [&] { return stopping_; });
}

void WitnessKeeper::keep() {
    while (!stopping()) {
        try {
            postgres::Connection connection{settings_};
            for (; !stopping(); wait()) look(connection);
        } catch (...) {
            tell(postgres::classify(std::current_exception()).message);
            wait();
        }
    }
}

// Once for each trouble, not once for each look.
void WitnessKeeper::tell(const std::string& trouble) {
    if (std::exchange(last_trouble_, trouble) == trouble || trouble.empty()) return;
    spdlog::error("event=not_witnessed witness={:?} reason={:?}", witness_.key().name(), trouble);
}

void WitnessKeeper::look(postgres::Connection& connection) {
    keep_checkpoint(connection);
    const auto waiting =
        connection.read(sql::list_uncosigned, {witness_.key().format(), static_cast<std::int64_t>(seen_)});
    behind_.set(static_cast<double>(waiting.size()));
    for (const auto& row : waiting) {
        const auto size = row[0].as<std::uint64_t>();
        // It may have learned of a later one from another instance meanwhile.
        if (size < seen_) continue;
        submit(connection, size, row[1].as<std::string>());
        if (stopping() || !last_trouble_.empty()) return;
    }
}

// What is submitted is written down first: a cosignature is over exactly these bytes.
void WitnessKeeper::keep_checkpoint(postgres::Connection& connection) {
    const auto size = read_size(connection);
    if (size == kept_size_) return;
    postgres::run_alone(connection, steps::keep_checkpoint, sql::keep_checkpoint,
                        {static_cast<std::int64_t>(size), sign_checkpoint(connection, keys_, size)});
    kept_size_ = size;
}

void WitnessKeeper::submit(postgres::Connection& connection, std::uint64_t size,
                           const std::string& checkpoint) {
    const auto path = read_consistency_path(connection, seen_, size);
    auto answer = witness_.add_checkpoint(seen_, path, checkpoint);
    if (const auto* has = std::get_if<HasSeen>(&answer); has && has->size <= size && has->size != seen_) {
        seen_ = has->size;
        answer = witness_.add_checkpoint(seen_, read_consistency_path(connection, seen_, size), checkpoint);
    }
    if (const auto* cosigned = std::get_if<Cosigned>(&answer)) return take(connection, size, *cosigned);
    if (const auto* trouble = std::get_if<Trouble>(&answer)) return tell(trouble->reason);
    const auto has = std::get<HasSeen>(answer).size;
    if (has > read_size(connection))
        return tell("it has seen a longer log than there is: this database is older than what was published");
    seen_ = std::max(seen_, has);
}

void WitnessKeeper::take(postgres::Connection& connection, std::uint64_t size, const Cosigned& cosigned) {
    const auto now_s = connection.read(sql::read_time)[0][0].as<std::int64_t>() / 1000;
    if (std::abs(cosigned.at_s - now_s) > longest_clock_error_s)
        return tell("its clock is more than ten minutes off");
    postgres::run_alone(
        connection, steps::keep_cosignature, sql::keep_cosignature,
        {static_cast<std::int64_t>(size), witness_.key().format(), cosigned.line, cosigned.at_s});
    seen_ = size;
    tell("");
    spdlog::info("event=witnessed witness={:?} size={}", witness_.key().name(), size);
}

}  // namespace fairdraw::log
