// What is done again and again, whatever happens meanwhile.
#include "postgres/clockwork.hpp"

#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <sstream>
#include <stdexcept>

#include "support/postgres_cluster.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::postgres;
using namespace fairdraw::testing;
using namespace std::chrono_literals;

namespace {

// What is logged while it is there.
class HeardLog {
  public:
    HeardLog() : before_(spdlog::default_logger()) {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>(
            "heard", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
    }
    ~HeardLog() { spdlog::set_default_logger(before_); }
    HeardLog(const HeardLog&) = delete;
    HeardLog& operator=(const HeardLog&) = delete;

    // Once nothing writes any more.
    int times(const std::string& words) const {
        const auto text = text_.str();
        int times = 0;
        for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++times;
        return times;
    }

  private:
    std::ostringstream text_;
    std::shared_ptr<spdlog::logger> before_;
};

}  // namespace

TEST_CASE("a trouble that stays is logged once, and again when it comes back") {
    const auto url = PostgresCluster::shared().create_empty_database();
    const HeardLog log;
    std::atomic<int> done = 0;
    {
        const Clockwork clockwork({url}, "hen", 1ms, [&](Connection&, const std::stop_token&) {
            const int nth = ++done;
            if (nth < 5 || nth == 7) throw std::runtime_error("no grain");
            return false;
        });
        wait_until("it to have gone on", [&] { return done >= 9; });
    }
    CHECK(log.times("event=hen_failed reason=\"no grain\"") == 2);
}

TEST_CASE("work goes on at once while there is more, and when it is woken") {
    const auto url = PostgresCluster::shared().create_empty_database();
    std::atomic<int> done = 0;
    Clockwork clockwork({url}, "hen", 1h, [&](Connection&, const std::stop_token&) { return ++done < 5; });
    wait_until("all there is to be done", [&] { return done == 5; });
    clockwork.wake();
    wait_until("it to be woken", [&] { return done == 6; });
}
