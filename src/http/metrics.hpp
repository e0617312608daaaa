// Counters, gauges and histograms that `GET /metrics` shows in Prometheus' text format 0.0.4, kept by
// prometheus-cpp.
//
// Register at start; count from any thread without locks. What is handed out lives as long as its Metrics.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace fairdraw::http {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
  public:
    void add(double amount = 1);

  private:
    friend class Metrics;
    explicit Counter(prometheus::Counter* counter) : counter_(counter) {}
    prometheus::Counter* counter_;
};

class Gauge {
  public:
    void set(double value);
    void add(double amount);

  private:
    friend class Metrics;
    explicit Gauge(prometheus::Gauge* gauge) : gauge_(gauge) {}
    prometheus::Gauge* gauge_;
};

class Histogram {
  public:
    void observe(double value);

  private:
    friend class Metrics;
    explicit Histogram(prometheus::Histogram* histogram) : histogram_(histogram) {}
    prometheus::Histogram* histogram_;
};

class Metrics {
  public:
    Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;
    ~Metrics();

    // The same name and labels give the same series again. Names after Prometheus' habits: a unit at the end,
    // counters ending in _total. Throws std::invalid_argument for a name that Prometheus would not read.
    Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    // `bounds` ascend.
    Histogram histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                        const Labels& labels = {});

    // Runs `collect` before each serialisation, to set gauges from what is known elsewhere. It must not block
    // for long.
    void on_collect(std::function<void()> collect);

    // "text/plain; version=0.0.4; charset=utf-8"
    static const char* content_type();
    std::string text();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace fairdraw::http
