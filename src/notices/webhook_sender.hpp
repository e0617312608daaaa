// Delivers what happened to webhooks, after Standard Webhooks: at least once, with the same id each time, and
// in order as long as all goes well. Any number of instances may run one each; what one has taken the others
// skip.
//
// Owns one thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "http/metrics.hpp"
#include "http/outgoing.hpp"
#include "notices/webhook_event.hpp"
#include "postgres/connection.hpp"
#include "postgres/transaction.hpp"

namespace fairdraw::notices {

class WebhookSender {
  public:
    // `allow_private`: also to addresses that are not of the public internet.
    WebhookSender(postgres::ConnectionSettings settings, bool allow_private, http::Metrics& metrics);

  private:
    struct Webhook;
    struct Retry;
    using Answer = tl::expected<http::OutgoingAnswer, std::string>;

    void run(const std::stop_token& stop);
    bool deliver_next(postgres::Connection& connection, const std::stop_token& stop);
    std::vector<Answer> send(const Webhook& webhook, const std::vector<Retry>& retries,
                             const std::vector<WebhookEvent>& events, std::int64_t now_s,
                             const std::stop_token& stop);
    void note_retries(postgres::Transaction& transaction, const Webhook& webhook,
                      const std::vector<Retry>& retries, std::span<const Answer> answers);
    bool note_events(postgres::Transaction& transaction, const Webhook& webhook,
                     const std::vector<WebhookEvent>& events, std::span<const Answer> answers, bool stopping);
    std::int64_t pause_ms(int failures, std::int64_t longest_ms);
    void wait(const std::stop_token& stop);

    const postgres::ConnectionSettings settings_;
    const http::OutgoingLimits limits_;
    http::Counter delivered_;
    http::Counter failed_;
    http::Counter given_up_;
    std::mt19937_64 jitter_{std::random_device{}()};
    std::string last_trouble_;

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // last, so that it ends first
};

}  // namespace fairdraw::notices
