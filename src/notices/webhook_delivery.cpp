#include "notices/webhook_delivery.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <pqxx/result>
#include <utility>

#include "notices/steps.hpp"
#include "notices/webhook_signature.hpp"
#include "sql/notices_sql.hpp"

namespace fairdraw::notices {

namespace {

constexpr long deadline_ms = 10'000;
// Longer than two deliveries take: then another instance takes this one to be dead.
constexpr int held_for_s = 30;
constexpr int events_at_once = 50;
constexpr int retries_at_once = 20;
constexpr int most_retries = 1'000;
constexpr int samples_at_once = 20;

constexpr std::int64_t first_pause_ms = 1'000;
// A receiver that is down altogether is asked at least so often.
constexpr std::int64_t longest_pause_ms = 5 * 60'000;
constexpr std::int64_t longest_retry_pause_ms = 12 * 3'600'000;
// One event that keeps failing while others arrive is given up, but after no fewer days and tries.
constexpr std::int64_t give_up_after_ms = 3 * 24 * 3'600'000;
constexpr int fewest_tries = 16;

constexpr long gone = 410;

using Answer = tl::expected<http::OutgoingAnswer, std::string>;

bool arrived(const Answer& answer) {
    return answer && answer->status >= 200 && answer->status < 300;
}

bool has_gone(const Answer& answer) {
    return answer && answer->status == gone;
}

std::string trouble_in(std::span<const Answer> answers) {
    const auto failed = std::ranges::find_if_not(answers, arrived);
    if (failed == answers.end()) return {};
    return *failed ? fmt::format("it answers {}", (*failed)->status) : "it " + failed->error();
}

}  // namespace

struct WebhookDelivery::Retry {
    std::string event;
    std::string body;
    int failures;
    std::int64_t age_ms;  // since it failed first
};

// What was sent, and what came back.
struct WebhookDelivery::Run {
    std::vector<Retry> retries;
    std::vector<WebhookEvent> events;
    // Those of the retries, then those of the events, then those of a sample of what comes behind them.
    std::vector<Answer> answers;
    bool stopping = false;  // whoever has not answered was not waited for

    std::span<const Answer> of_retries() const { return std::span{answers}.first(retries.size()); }
    std::span<const Answer> of_events() const { return of_new().first(events.size()); }
    std::span<const Answer> of_new() const { return std::span{answers}.subspan(retries.size()); }
};

WebhookCounters::WebhookCounters(http::Metrics& metrics)
    : delivered(metrics.counter("fairdraw_webhook_deliveries_total", "Events sent to webhooks",
                                {{"outcome", "delivered"}})),
      failed(metrics.counter("fairdraw_webhook_deliveries_total", "Events sent to webhooks",
                             {{"outcome", "failed"}})),
      given_up(metrics.counter("fairdraw_webhook_events_given_up_total",
                               "Events that a webhook failed to take for days")) {}

WebhookDelivery::WebhookDelivery(bool allow_private, WebhookCounters counters)
    : client_(
          {.timeout_ms = deadline_ms, .largest_answer = 256 * 1024, .public_addresses_only = !allow_private}),
      counters_(counters) {}

std::optional<TakenWebhook> WebhookDelivery::take(postgres::Connection& connection) {
    const auto taken = postgres::run_alone(connection, steps::take_webhook, sql::take_webhook, {held_for_s});
    if (taken.empty()) return std::nullopt;
    const auto row = taken[0];
    return TakenWebhook{row[0].as<int>(),         row[1].as<std::string>(),
                        row[2].as<std::string>(), hash_from_hex(row[3].as<std::string>()).value(),
                        row[4].as<std::string>(), row[5].as<int>(),
                        row[6].as<std::string>()};
}

// No transaction is open while it sends: what others commit meanwhile can be told of.
void WebhookDelivery::deliver(postgres::Connection& connection, const TakenWebhook& webhook,
                              const std::stop_token& stop) {
    Run run;
    for (const auto& retry : connection.read(sql::list_due_retries, {webhook.number, retries_at_once}))
        run.retries.push_back({retry[0].as<std::string>(), retry[1].as<std::string>(), retry[2].as<int>(),
                               retry[3].as<std::int64_t>()});
    run.events = sent_together(connection.read(sql::list_events, {webhook.place, events_at_once}));
    const auto now_s = connection.read(sql::read_time)[0][0].as<std::int64_t>() / 1000;

    run.answers = send(webhook, run.retries, run.events, now_s, stop);
    if (webhook.failures > 0 && !run.events.empty() && std::ranges::none_of(run.of_events(), arrived) &&
        !stop.stop_requested()) {
        // Is it the receiver that fails, or only these? Each try asks with others, which come again in turn.
        const auto sample = sent_together(
            connection.read(sql::sample_events, {run.events.back().place, most_retries, samples_at_once}));
        std::ranges::move(send(webhook, {}, sample, now_s, stop), std::back_inserter(run.answers));
    }
    run.stopping = stop.stop_requested();
    if (!note(connection, webhook, run)) return;
    const auto delivered = std::ranges::count_if(run.answers, arrived);
    counters_.delivered.add(static_cast<double>(delivered));
    counters_.failed.add(static_cast<double>(std::ssize(run.answers) - delivered));
}

std::vector<WebhookDelivery::Answer> WebhookDelivery::send(const TakenWebhook& webhook,
                                                           const std::vector<Retry>& retries,
                                                           const std::vector<WebhookEvent>& events,
                                                           std::int64_t now_s, const std::stop_token& stop) {
    std::vector<http::OutgoingRequest> requests;
    const auto add = [&](const std::string& id, const std::string& body) {
        requests.push_back(
            {.url = webhook.url,
             .body = body,
             .content_type = "application/json",
             .fields = {"webhook-id: " + id, fmt::format("webhook-timestamp: {}", now_s),
                        "webhook-signature: " + sign_webhook(webhook.secret, id, now_s, body)}});
    };
    for (const auto& retry : retries) add(retry.event, retry.body);
    for (const auto& event : events) add(event.id, event.body);
    return client_.send_all(requests, stop);
}

// False when another instance has taken the webhook since, so that what was sent may be sent twice, or when
// it was deleted.
bool WebhookDelivery::note(postgres::Connection& connection, const TakenWebhook& webhook, const Run& run) {
    postgres::Transaction transaction{connection, steps::note_delivery};
    if (std::ranges::any_of(run.answers, has_gone)) {
        const auto ended =
            transaction.run(sql::end_webhook, {webhook.number, webhook.held_until, "it answered 410"});
        if (ended.empty()) return false;
        transaction.commit();
        spdlog::warn("event=webhook_ended webhook={} reason=\"it answered 410\"", webhook.id);
        return true;
    }
    if (!note_events(transaction, webhook, run)) return false;
    note_retries(transaction, webhook, run);
    transaction.commit();
    return true;
}

// Where nothing arrived though there was something new, it is the receiver that is down: its own pause is
// enough, and no try of this event.
void WebhookDelivery::note_retries(postgres::Transaction& transaction, const TakenWebhook& webhook,
                                   const Run& run) {
    const bool some_arrived = std::ranges::any_of(run.answers, arrived);
    const bool counts = !run.stopping && (some_arrived || run.events.empty());
    for (std::size_t i = 0; i < run.retries.size(); ++i) {
        const auto& retry = run.retries[i];
        const bool has_arrived = arrived(run.of_retries()[i]);
        if (!has_arrived && !counts) continue;
        const bool give_up = !has_arrived && some_arrived && retry.age_ms >= give_up_after_ms &&
                             retry.failures + 1 >= fewest_tries;
        if (give_up) {
            counters_.given_up.add();
            spdlog::error("event=webhook_event_given_up webhook={} event_id={}", webhook.id, retry.event);
        }
        if (give_up || has_arrived)
            transaction.run(sql::delete_retry, {webhook.number, retry.event});
        else
            transaction.run(sql::postpone_retry,
                            {webhook.number, retry.event, pause_ms(retry.failures, longest_retry_pause_ms)});
    }
}

// Moves the webhook past what arrived. What failed while others arrived is tried again apart from them, as
// long as that is little; from then on it is waited for as if nothing arrived, or what is behind it would be
// sent again and again. False as of note().
bool WebhookDelivery::note_events(postgres::Transaction& transaction, const TakenWebhook& webhook,
                                  const Run& run) {
    const auto answers = run.of_events();
    const bool some_arrived = run.events.empty() || std::ranges::any_of(run.of_new(), arrived);
    auto room =
        some_arrived && !run.stopping
            ? most_retries - transaction.run(sql::count_retries, {webhook.number})[0][0].as<std::int64_t>()
            : 0;
    auto place = webhook.place;
    std::vector<const WebhookEvent*> apart;
    bool stuck = false;
    for (std::size_t i = 0; i < run.events.size(); ++i) {
        if (!arrived(answers[i])) {
            stuck = room-- <= 0;
            if (stuck) break;
            apart.push_back(&run.events[i]);
        }
        place = run.events[i].place;
    }
    const bool fails = stuck && !run.stopping;
    const auto trouble = fails ? std::optional{trouble_in(answers)} : std::nullopt;
    const auto noted =
        transaction.run(sql::note_delivery,
                        {webhook.number, webhook.held_until, place, fails ? webhook.failures + 1 : 0, trouble,
                         fails ? pause_ms(webhook.failures, longest_pause_ms) : std::int64_t{0}});
    // Another has it, or it is there no more.
    if (noted.empty()) return false;
    for (const auto* event : apart)
        transaction.run(sql::insert_retry,
                        {webhook.number, event->id, event->body, pause_ms(0, longest_retry_pause_ms)});
    if (fails && webhook.failures == 0)
        spdlog::warn("event=webhook_failing webhook={} reason={:?}", webhook.id, *trouble);
    return true;
}

// Half of it at least, the rest by chance, so that not all come back at once.
std::int64_t WebhookDelivery::pause_ms(int failures, std::int64_t longest_ms) {
    const auto whole = std::min(first_pause_ms << std::min(failures, 30), longest_ms);
    return whole / 2 + std::uniform_int_distribution<std::int64_t>{0, whole / 2}(jitter_);
}

}  // namespace fairdraw::notices
