#include "http/request_log.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "http/steady_clock.hpp"

namespace fairdraw::http {
namespace {

// In an overload every request is slow; a log that grows with it would make it worse.
constexpr std::int64_t max_lines_per_s = 50;

constexpr std::array status_classes{"1xx", "2xx", "3xx", "4xx", "5xx"};

std::size_t status_class(int status) {
    return static_cast<std::size_t>(status / 100 - 1) % status_classes.size();
}

std::string name_of(const Route* route) {
    return route ? route->pattern : "none";
}

}  // namespace

struct RequestLog::Meters {
    struct OfRoute {
        std::array<Counter, status_classes.size()> requests;
        Histogram seconds;
    };

    Meters(const Router& router, Metrics& metrics)
        : connections(metrics.gauge("fairdraw_http_connections", "Connections that are open.")),
          waiting(metrics.gauge("fairdraw_http_requests_waiting", "Whole requests that wait for a worker.")) {
        add(nullptr, "any", metrics);
        for (const Route* route : router.routes()) add(route, route->method, metrics);
    }

    void add(const Route* route, const std::string& method, Metrics& metrics) {
        Labels labels{{"method", method}, {"route", name_of(route)}};
        auto counter = [&](std::size_t index) {
            auto with_class = labels;
            with_class.emplace_back("status", status_classes.at(index));
            return metrics.counter("fairdraw_http_requests_total", "Requests answered.", with_class);
        };
        auto seconds = metrics.histogram(
            "fairdraw_http_request_seconds", "From the arrival of a whole request to its answer.",
            {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}, labels);
        by_route.emplace(route,
                         OfRoute{{counter(0), counter(1), counter(2), counter(3), counter(4)}, seconds});
    }

    Gauge connections;
    Gauge waiting;
    std::unordered_map<const Route*, OfRoute> by_route;
};

RequestLog::RequestLog(const Router& router, std::shared_ptr<Metrics> metrics, std::int64_t slow_ns)
    : metrics_(std::move(metrics)),
      meters_(metrics_ ? std::make_unique<Meters>(router, *metrics_) : nullptr),
      slow_ns_(slow_ns) {}

RequestLog::~RequestLog() = default;

void RequestLog::answered(const Route* route, std::string_view method, int status, std::int64_t duration_ns) {
    if (meters_) {
        auto& meters = meters_->by_route.at(route);
        meters.requests.at(status_class(status)).add();
        meters.seconds.observe(static_cast<double>(duration_ns) * 1e-9);
    }
    if (status >= 500 || duration_ns >= slow_ns_) write_line(route, method, status, duration_ns);
}

void RequestLog::write_line(const Route* route, std::string_view method, int status,
                            std::int64_t duration_ns) {
    std::int64_t second = steady_now_ns() / 1'000'000'000;
    if (second_.exchange(second) != second) {
        lines_ = 0;
        if (auto dropped = lines_dropped_.exchange(0))
            spdlog::warn("event=requests_not_logged count={}", dropped);
    }
    if (++lines_ > max_lines_per_s) {
        ++lines_dropped_;
        return;
    }
    // A method that no route has is the client's text.
    spdlog::warn("event=request method={} route={} status={} duration_ms={}", route ? method : "any",
                 name_of(route), status, duration_ns / ns_per_ms);
}

void RequestLog::connections_open(std::size_t count) {
    if (meters_) meters_->connections.set(static_cast<double>(count));
}

void RequestLog::requests_waiting(std::size_t count) {
    if (meters_) meters_->waiting.set(static_cast<double>(count));
}

}  // namespace fairdraw::http
