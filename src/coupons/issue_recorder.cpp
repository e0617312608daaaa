#include "coupons/issue_recorder.hpp"

#include <spdlog/spdlog.h>

#include <map>
#include <pqxx/result>
#include <stdexcept>
#include <utility>
#include <vector>

#include "coupons/steps.hpp"
#include "postgres/keyed_write.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

using Requests = std::vector<IssueRequest*>;

// Who issues of one stock waits for the others who do, so a second writer would only wait for the first.
constexpr std::size_t writers = 1;
constexpr std::size_t largest_batch = 2000;
// About two seconds' worth; beyond, it is kinder to say OVERLOADED at once.
constexpr std::size_t longest_queue = 40'000;
// A trip that failed is tried again for this long before its requests are refused.
constexpr int patience_ms = 3000;

NotIssued reason_of(const std::string& outcome) {
    if (outcome == "sold_out") return NotIssued::sold_out;
    if (outcome == "limit") return NotIssued::limit;
    if (outcome == "closed") return NotIssued::closed;
    if (outcome == "void") return NotIssued::round_void;
    if (outcome == "not_listed") return NotIssued::not_listed;
    throw std::logic_error("fairdraw.issue says " + outcome);
}

IssueAnswer answer_of(const pqxx::row& row) {
    const auto outcome = row[0].as<std::string>();
    if (outcome != "issued" && outcome != "repeated") return tl::unexpected(NoCoupon{reason_of(outcome)});
    const auto number = [](const pqxx::field& field) {
        return field.is_null() ? std::nullopt : std::optional{field.as<std::int64_t>()};
    };
    const auto expires_ms = number(row[3]);
    return Issued{{row[1].as<std::string>(), UnixMs{row[2].as<std::int64_t>()},
                   expires_ms ? std::optional{UnixMs{*expires_ms}} : std::nullopt},
                  outcome == "repeated",
                  number(row[4])};
}

std::vector<IssueAnswer> issue_together(postgres::Connection& connection, const IssueSource& source,
                                        const Requests& requests) {
    std::vector<std::string> users, causes;
    std::vector<std::int64_t> arrivals;
    for (const auto* request : requests) {
        users.push_back(request->user_id);
        causes.push_back(request->cause);
        arrivals.push_back(request->arrived.value);
    }
    std::vector<IssueAnswer> answers;
    for (const auto& row :
         postgres::run_alone(connection, steps::issue, sql::issue,
                             {source.template_no, source.reason, source.round_no, users, causes, arrivals}))
        answers.push_back(answer_of(row));
    return answers;
}

}  // namespace

class IssueRecorder::Writer {
  public:
    Writer(const postgres::ConnectionSettings& settings, std::chrono::milliseconds longest_wait,
           Counters counters)
        : connection_(settings), longest_wait_(longest_wait), counters_(std::move(counters)) {}

    void write(std::vector<IssueRequest>& gathered) noexcept {
        counters_.batch_size.observe(static_cast<double>(gathered.size()));
        std::map<IssueSource, Requests> sources;
        for (auto& request : gathered) sources[request.source].push_back(&request);
        for (auto& [source, requests] : sources) {
            // Those before may have taken their time.
            refuse_late(requests);
            if (!requests.empty()) write_source(source, requests);
        }
    }

  private:
    void refuse_late(Requests& requests) {
        const auto oldest = std::chrono::steady_clock::now() - longest_wait_;
        std::erase_if(requests, [&](auto* request) {
            if (request->taken_at >= oldest) return false;
            counters_.overloaded.add();
            request->answer(tl::unexpected(NoCoupon{NotIssued::waited_too_long}));
            return true;
        });
    }

    void write_source(const IssueSource& source, const Requests& requests) {
        std::vector<IssueAnswer> answers;
        const auto failure = connection_.attempt(
            [&](postgres::Connection& connection) { answers = issue_together(connection, source, requests); },
            patience_ms);
        if (failure) return refuse_all(requests, *failure);
        std::size_t issued = 0;
        for (const auto& answer : answers) issued += answer && !answer->repeated;
        counters_.recorded.add(static_cast<double>(issued));
        for (std::size_t i = 0; i < requests.size(); ++i) requests[i]->answer(std::move(answers.at(i)));
    }

    void refuse_all(const Requests& requests, const postgres::Failure& failure) {
        spdlog::error("event=not_issued reason={:?}", failure.message);
        counters_.failed.add(static_cast<double>(requests.size()));
        for (auto* request : requests) request->answer(tl::unexpected(NoCoupon{NotIssued::failed, failure}));
    }

    postgres::KeyedWriter connection_;
    const std::chrono::milliseconds longest_wait_;
    Counters counters_;
};

IssueRecorder::IssueRecorder(const char* what, const postgres::ConnectionSettings& settings,
                             http::Metrics& metrics, std::chrono::milliseconds longest_wait)
    : counters_{metrics.counter("fairdraw_issued_total", "Coupons that became durable", {{"what", what}}),
                metrics.counter("fairdraw_not_issued_total",
                                "Requests for coupons that were refused because the database failed",
                                {{"what", what}}),
                metrics.counter("fairdraw_issue_overloaded_total",
                                "Requests for coupons refused because too many were waiting",
                                {{"what", what}}),
                metrics.histogram("fairdraw_issue_requests",
                                  "Requests for coupons that shared one trip to the database",
                                  {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000}, {{"what", what}})},
      commits_({writers, largest_batch, longest_queue}, [this, settings, longest_wait] {
          return std::make_unique<Writer>(settings, longest_wait, counters_);
      }) {}

bool IssueRecorder::issue(IssueRequest&& request) {
    request.taken_at = std::chrono::steady_clock::now();
    const bool taken = commits_.submit(std::move(request));
    if (!taken) counters_.overloaded.add();
    return taken;
}

}  // namespace fairdraw::coupons
