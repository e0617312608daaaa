// Delivers to webhooks what happened, after Standard Webhooks: at least once, with the same id each time, and
// in order as long as all goes well. What one has taken others skip, in this process and in others.
//
// One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "http/metrics.hpp"
#include "http/outgoing.hpp"
#include "notices/webhook_event.hpp"
#include "postgres/connection.hpp"
#include "postgres/transaction.hpp"

namespace fairdraw::notices {

struct WebhookCounters {
    explicit WebhookCounters(http::Metrics& metrics);

    http::Counter delivered;
    http::Counter failed;
    http::Counter given_up;
};

struct TakenWebhook {
    int number;
    std::string id;
    std::string url;
    Hash secret;
    std::string place;
    int failures;
    std::string held_until;
};

class WebhookDelivery {
  public:
    // `allow_private`: also to addresses that are not of the public internet.
    WebhookDelivery(bool allow_private, WebhookCounters counters);

    // One that has something to deliver, for half a minute this one's alone.
    static std::optional<TakenWebhook> take(postgres::Connection& connection);
    void deliver(postgres::Connection& connection, const TakenWebhook& webhook, const std::stop_token& stop);

  private:
    struct Retry;
    struct Run;
    using Answer = tl::expected<http::OutgoingAnswer, std::string>;

    std::vector<Answer> send(const TakenWebhook& webhook, const std::vector<Retry>& retries,
                             const std::vector<WebhookEvent>& events, std::int64_t now_s,
                             const std::stop_token& stop);
    bool note(postgres::Connection& connection, const TakenWebhook& webhook, const Run& run);
    void note_retries(postgres::Transaction& transaction, const TakenWebhook& webhook, const Run& run);
    bool note_events(postgres::Transaction& transaction, const TakenWebhook& webhook, const Run& run);
    std::int64_t pause_ms(int failures, std::int64_t longest_ms);

    http::OutgoingClient client_;
    WebhookCounters counters_;
    std::mt19937_64 jitter_{std::random_device{}()};
};

}  // namespace fairdraw::notices
