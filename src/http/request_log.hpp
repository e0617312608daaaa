// What is told about requests: counted by route and class of status, timed by route, and one line in the log
// for each that failed or was slow. Neither holds a user, a token, a path as it was sent or a query. Any
// thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "http/metrics.hpp"
#include "http/router.hpp"

namespace fairdraw::http {

class RequestLog {
  public:
    // `metrics` may be null.
    RequestLog(const Router& router, std::shared_ptr<Metrics> metrics, std::int64_t slow_ns);
    ~RequestLog();

    // `route` is null when none was found.
    void answered(const Route* route, std::string_view method, int status, std::int64_t duration_ns);

    void connections_open(std::size_t count);
    void requests_waiting(std::size_t count);

  private:
    struct Meters;
    void write_line(const Route* route, std::string_view method, int status, std::int64_t duration_ns);

    std::shared_ptr<Metrics> metrics_;
    std::unique_ptr<Meters> meters_;
    std::int64_t slow_ns_;
    std::atomic<std::int64_t> second_{0};  // to which the counts belong
    std::atomic<std::int64_t> lines_{0};   // written in it
    std::atomic<std::int64_t> lines_dropped_{0};
};

}  // namespace fairdraw::http
