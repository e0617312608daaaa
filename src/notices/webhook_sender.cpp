#include "notices/webhook_sender.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <pqxx/result>
#include <utility>

#include "fairdraw/bytes.hpp"
#include "notices/steps.hpp"
#include "notices/webhook_signature.hpp"
#include "postgres/failure.hpp"
#include "sql/notices_sql.hpp"

namespace fairdraw::notices {

namespace {

constexpr std::chrono::milliseconds look_every{500};
constexpr long deadline_ms = 10'000;
// Longer than two deliveries take: then another instance takes this one to be dead.
constexpr int held_for_s = 30;
constexpr int events_at_once = 50;
constexpr int retries_at_once = 20;
constexpr std::int64_t most_retries = 1'000;

constexpr std::int64_t first_pause_ms = 1'000;
// A receiver that is down altogether is asked at least so often.
constexpr std::int64_t longest_pause_ms = 5 * 60'000;
// One event that alone keeps failing is given up after 16 tries, within some three days.
constexpr std::int64_t longest_retry_pause_ms = 12 * 3'600'000;
constexpr int most_tries = 16;

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

struct WebhookSender::Webhook {
    int number;
    std::string id;
    std::string url;
    Hash secret;
    std::string place;
    int failures;
    std::string held_until;
};

struct WebhookSender::Retry {
    std::string event;
    std::string body;
    int failures;
};

WebhookSender::WebhookSender(postgres::ConnectionSettings settings, bool allow_private,
                             http::Metrics& metrics)
    : settings_(std::move(settings)),
      limits_{
          .timeout_ms = deadline_ms, .largest_answer = 256 * 1024, .public_addresses_only = !allow_private},
      delivered_(metrics.counter("fairdraw_webhook_deliveries_total", "Events sent to webhooks",
                                 {{"outcome", "delivered"}})),
      failed_(metrics.counter("fairdraw_webhook_deliveries_total", "Events sent to webhooks",
                              {{"outcome", "failed"}})),
      given_up_(metrics.counter("fairdraw_webhook_events_given_up_total",
                                "Events that a webhook failed to take for days")),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void WebhookSender::wait(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    stopped_.wait_for(lock, stop, look_every, [] { return false; });
}

void WebhookSender::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            postgres::Connection connection{settings_};
            last_trouble_.clear();
            while (!stop.stop_requested())
                if (!deliver_next(connection, stop)) wait(stop);
        } catch (...) {
            // Once for each trouble, not once for each second of it.
            const auto trouble = postgres::classify(std::current_exception()).message;
            if (std::exchange(last_trouble_, trouble) != trouble)
                spdlog::error("event=webhook_sender_failed reason={:?}", trouble);
            wait(stop);
        }
    }
}

// Half of it at least, the rest by chance, so that not all come back at once.
std::int64_t WebhookSender::pause_ms(int failures, std::int64_t longest_ms) {
    const auto whole = std::min(first_pause_ms << std::min(failures, 30), longest_ms);
    return whole / 2 + std::uniform_int_distribution<std::int64_t>{0, whole / 2}(jitter_);
}

// False when there was nothing to deliver. No transaction is open while it sends: what others commit
// meanwhile can be told of.
bool WebhookSender::deliver_next(postgres::Connection& connection, const std::stop_token& stop) {
    const auto taken = postgres::run_alone(connection, steps::take_webhook, sql::take_webhook, {held_for_s});
    if (taken.empty()) return false;
    const auto row = taken[0];
    const Webhook webhook{row[0].as<int>(),         row[1].as<std::string>(),
                          row[2].as<std::string>(), hash_from_hex(row[3].as<std::string>()).value(),
                          row[4].as<std::string>(), row[5].as<int>(),
                          row[6].as<std::string>()};
    std::vector<Retry> retries;
    for (const auto& retry : connection.read(sql::list_due_retries, {webhook.number, retries_at_once}))
        retries.push_back({retry[0].as<std::string>(), retry[1].as<std::string>(), retry[2].as<int>()});
    const auto waiting = connection.read(sql::list_events, {webhook.place, events_at_once});
    auto events = sent_together(waiting, 0);
    const auto now_s = connection.read(sql::read_time)[0][0].as<std::int64_t>() / 1000;

    auto answers = send(webhook, retries, events, now_s, stop);
    const auto arrived_at_all = [&] {
        return std::any_of(answers.begin() + std::ssize(retries), answers.end(), arrived);
    };
    if (webhook.failures > 0 && !arrived_at_all() && !stop.stop_requested()) {
        // Is it the receiver that fails, or only these?
        const auto next = sent_together(waiting, events.size());
        std::ranges::move(send(webhook, {}, next, now_s, stop), std::back_inserter(answers));
        events.insert(events.end(), next.begin(), next.end());
    }
    postgres::Transaction transaction{connection, steps::note_delivery};
    if (std::ranges::any_of(answers, has_gone)) {
        transaction.run(sql::end_webhook, {webhook.number, webhook.held_until, "it answered 410"});
        transaction.commit();
        spdlog::warn("event=webhook_ended webhook={} reason=\"it answered 410\"", webhook.id);
        return true;
    }
    const auto of_events = std::span{answers}.subspan(retries.size());
    if (!note_events(transaction, webhook, events, of_events, stop.stop_requested())) return true;
    note_retries(transaction, webhook, retries, std::span{answers}.first(retries.size()));
    transaction.commit();
    const auto delivered = std::ranges::count_if(answers, arrived);
    delivered_.add(static_cast<double>(delivered));
    failed_.add(static_cast<double>(std::ssize(answers) - delivered));
    return true;
}

std::vector<WebhookSender::Answer> WebhookSender::send(const Webhook& webhook,
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
    return http::send_all(requests, limits_, stop);
}

void WebhookSender::note_retries(postgres::Transaction& transaction, const Webhook& webhook,
                                 const std::vector<Retry>& retries, std::span<const Answer> answers) {
    for (std::size_t i = 0; i < retries.size(); ++i) {
        const auto& retry = retries[i];
        const bool give_up = !arrived(answers[i]) && retry.failures + 1 >= most_tries;
        if (give_up) {
            given_up_.add();
            spdlog::error("event=webhook_event_given_up webhook={} event_id={}", webhook.id, retry.event);
        }
        if (give_up || arrived(answers[i]))
            transaction.run(sql::delete_retry, {webhook.number, retry.event});
        else
            transaction.run(sql::postpone_retry,
                            {webhook.number, retry.event, pause_ms(retry.failures, longest_retry_pause_ms)});
    }
}

// Moves the webhook past what arrived. What failed while others arrived is tried again apart from them, as
// long as that is little. False when another instance has taken the webhook since: what was sent may be sent
// twice.
bool WebhookSender::note_events(postgres::Transaction& transaction, const Webhook& webhook,
                                const std::vector<WebhookEvent>& events, std::span<const Answer> answers,
                                bool stopping) {
    const bool some_arrived = events.empty() || std::ranges::any_of(answers, arrived);
    auto room =
        some_arrived && !stopping
            ? most_retries - transaction.run(sql::count_retries, {webhook.number})[0][0].as<std::int64_t>()
            : 0;
    auto place = webhook.place;
    std::vector<const WebhookEvent*> apart;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (!arrived(answers[i])) {
            if (room-- <= 0) break;
            apart.push_back(&events[i]);
        }
        place = events[i].place;
    }
    const bool fails = !some_arrived && !stopping;
    const auto trouble = fails ? std::optional{trouble_in(answers)} : std::nullopt;
    const auto noted =
        transaction.run(sql::note_delivery,
                        {webhook.number, webhook.held_until, place, fails ? webhook.failures + 1 : 0, trouble,
                         fails ? pause_ms(webhook.failures, longest_pause_ms) : std::int64_t{0}});
    for (const auto* event : apart)
        transaction.run(sql::insert_retry,
                        {webhook.number, event->id, event->body, pause_ms(0, longest_retry_pause_ms)});
    if (fails && webhook.failures == 0)
        spdlog::warn("event=webhook_failing webhook={} reason={:?}", webhook.id, *trouble);
    return !noted.empty();
}

}  // namespace fairdraw::notices
