// Delivers what happened to webhooks (webhook_delivery.hpp), to a few of them at once, so that one that hangs
// keeps few others waiting. Any number of instances may run one each.
//
// Owns a few threads, of which one at a time looks for a webhook that has something to deliver.
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "http/metrics.hpp"
#include "notices/webhook_delivery.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::notices {

class WebhookSender {
  public:
    // `allow_private`: also to addresses that are not of the public internet.
    WebhookSender(postgres::ConnectionSettings settings, bool allow_private, http::Metrics& metrics);
    ~WebhookSender();
    WebhookSender(const WebhookSender&) = delete;
    WebhookSender& operator=(const WebhookSender&) = delete;

  private:
    void run(WebhookDelivery& delivery);
    void deliver_while_connected(WebhookDelivery& delivery);
    std::optional<TakenWebhook> next(postgres::Connection& connection);
    void report(const std::string& trouble);
    void wait();

    const postgres::ConnectionSettings settings_;
    const bool allow_private_;
    const WebhookCounters counters_;

    std::stop_source stop_;
    std::mutex looking_;
    std::mutex reporting_;
    std::string last_trouble_;
    std::vector<std::jthread> threads_;  // last, so that they end first
};

}  // namespace fairdraw::notices
