#include "http/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>

namespace fairdraw::http {
namespace {

prometheus::Labels labels_of(const Labels& labels) {
    return {labels.begin(), labels.end()};
}

}  // namespace

void Counter::add(double amount) {
    counter_->Increment(amount);
}
void Gauge::set(double value) {
    gauge_->Set(value);
}
void Gauge::add(double amount) {
    gauge_->Increment(amount);
}
void Histogram::observe(double value) {
    histogram_->Observe(value);
}

struct Metrics::State {
    prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
    std::mutex collecting;  // guards collectors, and lets one scrape run at a time
    std::vector<std::function<void()>> collectors;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(state_->registry);
    return Counter(&family.Add(labels_of(labels)));
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(state_->registry);
    return Gauge(&family.Add(labels_of(labels)));
}

Histogram Metrics::histogram(const std::string& name, const std::string& help,
                             const std::vector<double>& bounds, const Labels& labels) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(state_->registry);
    return Histogram(&family.Add(labels_of(labels), bounds));
}

void Metrics::on_collect(std::function<void()> collect) {
    std::lock_guard lock(state_->collecting);
    state_->collectors.push_back(std::move(collect));
}

const char* Metrics::content_type() {
    return "text/plain; version=0.0.4; charset=utf-8";
}

std::string Metrics::text() {
    std::lock_guard lock(state_->collecting);
    for (const auto& collect : state_->collectors) collect();
    return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace fairdraw::http
