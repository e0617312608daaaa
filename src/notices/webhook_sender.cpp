#include "notices/webhook_sender.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <utility>

#include "postgres/failure.hpp"

namespace fairdraw::notices {

namespace {

constexpr std::chrono::milliseconds look_every{500};
// Each has a connection to the database.
constexpr int webhooks_at_once = 4;

}  // namespace

WebhookSender::WebhookSender(postgres::ConnectionSettings settings, bool allow_private,
                             http::Metrics& metrics)
    : settings_(std::move(settings)), allow_private_(allow_private), counters_(metrics) {
    for (int i = 0; i < webhooks_at_once; ++i)
        threads_.emplace_back([this] {
            WebhookDelivery delivery{allow_private_, counters_};
            run(delivery);
        });
}

WebhookSender::~WebhookSender() {
    stop_.request_stop();
}

void WebhookSender::wait() {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock{mutex};
    stopped.wait_for(lock, stop_.get_token(), look_every, [] { return false; });
}

void WebhookSender::run(WebhookDelivery& delivery) {
    while (!stop_.stop_requested()) {
        try {
            deliver_while_connected(delivery);
        } catch (...) {
            report(postgres::classify(std::current_exception()).message);
            wait();
        }
    }
}

void WebhookSender::deliver_while_connected(WebhookDelivery& delivery) {
    postgres::Connection connection{settings_};
    while (const auto webhook = next(connection)) {
        report({});
        delivery.deliver(connection, *webhook, stop_.get_token());
    }
}

// Whoever looks, looks for all: the others are delivering, or wait here for what is found next. Nothing once
// it is to stop.
std::optional<TakenWebhook> WebhookSender::next(postgres::Connection& connection) {
    const std::lock_guard lock{looking_};
    while (!stop_.stop_requested()) {
        if (auto webhook = WebhookDelivery::take(connection)) return webhook;
        wait();
    }
    return std::nullopt;
}

// Once for each trouble, not once for each second of it.
void WebhookSender::report(const std::string& trouble) {
    const std::lock_guard lock{reporting_};
    if (std::exchange(last_trouble_, trouble) != trouble && !trouble.empty())
        spdlog::error("event=webhook_sender_failed reason={:?}", trouble);
}

}  // namespace fairdraw::notices
