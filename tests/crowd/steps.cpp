#include "steps.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "progress.hpp"

namespace crowd {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// Reads a success; true once it is final.
using Read = std::function<bool(const Json&, Told&)>;

class Asked {
  public:
    Asked(Tally& tally, std::vector<Told>& told, Read read)
        : tally_(tally), told_(told), read_(std::move(read)) {}

    std::optional<int64_t> operator()(size_t user, const Answer& answer) {
        if (answer.is_temporary()) return again_after_ms(answer);
        tally_.latencies_us.push_back(answer.latency_us);
        const Json body = Json::parse(answer.body, nullptr, false);
        if (answer.status / 100 != 2 || !body.is_object()) {
            const std::string code = body.is_object() ? text_of(body, "code") : "";
            ++tally_.refused[code.empty() ? "HTTP " + std::to_string(answer.status) : code];
        } else if (!read_(body, told_[user])) {
            ++tally_.pending;
            return int64_t{1000} * answer.retry_after_s.value_or(1);
        } else if (body.value("repeated", false)) {
            ++tally_.repeated;
        }
        ++tally_.answered;
        return std::nullopt;
    }

  private:
    int64_t again_after_ms(const Answer& answer) {
        ++(answer.status == 0 ? tally_.connection_errors : tally_.overloaded);
        return int64_t{1000} * answer.retry_after_s.value_or(0) + jitter_ms_(random_);
    }

    Tally& tally_;
    std::vector<Told>& told_;
    Read read_;
    std::mt19937 random_{1};
    std::uniform_int_distribution<int64_t> jitter_ms_{100, 500};  // so that they do not all come back at once
};

Tally ask_everybody(HttpCrowd& crowd, const People& people, const Step& step, std::vector<Told>& told,
                    const std::string& verb, Read read) {
    Tally tally;
    tally.users = people.count();
    const Question question{.post = verb != "result",
                            .path = "/v1/rounds/" + step.round + "/" + verb,
                            .moments_us = step.moments_us,
                            .token = [&](size_t user) { return people.token(user); },
                            .patience_s = step.patience_s};
    Progress progress(verb, people.count());
    Asked asked(tally, told, std::move(read));
    const auto start = std::chrono::steady_clock::now();
    crowd.ask(question, std::ref(asked), [&] { progress.show(tally.answered); });
    const auto lasted = std::chrono::steady_clock::now() - start;
    const auto first = std::min_element(step.moments_us.begin(), step.moments_us.end());
    tally.all_ms = std::chrono::duration_cast<std::chrono::milliseconds>(lasted).count() -
                   (first == step.moments_us.end() ? 0 : *first / 1000);
    std::sort(tally.latencies_us.begin(), tally.latencies_us.end());
    return tally;
}

}  // namespace

double Tally::latency_ms(double share) const {
    if (latencies_us.empty()) return 0;
    const auto last = static_cast<double>(latencies_us.size() - 1);
    return static_cast<double>(latencies_us[static_cast<size_t>(share * last)]) / 1000;
}

Tally reserve(HttpCrowd& crowd, const People& people, const Step& step, std::vector<Told>& told) {
    return ask_everybody(crowd, people, step, told, "reservation", [](const Json& body, Told& user) {
        user.reserved_at = text_of(body, "reserved_at");
        return true;
    });
}

Tally enter(HttpCrowd& crowd, const People& people, const Step& step, std::vector<Told>& told) {
    return ask_everybody(crowd, people, step, told, "entry", [](const Json& body, Told& user) {
        user.tag = text_of(body, "tag");
        user.received_at = text_of(body, "received_at");
        user.draw_due_at = text_of(body, "draw_due_at");
        return true;
    });
}

Tally grab(HttpCrowd& crowd, const People& people, const Step& step, std::vector<Told>& told) {
    return ask_everybody(crowd, people, step, told, "entry", [](const Json& body, Told& user) {
        if (body.contains("coupon")) user.grabbed = text_of(body["coupon"], "code");
        return true;
    });
}

Tally ask_results(HttpCrowd& crowd, const People& people, const Step& step, std::vector<Told>& told) {
    return ask_everybody(crowd, people, step, told, "result", [](const Json& body, Told& user) {
        user.status = text_of(body, "status");
        user.result_tag = text_of(body, "tag");
        user.result_received_at = text_of(body, "received_at");
        if (body.contains("coupon")) user.coupon = text_of(body["coupon"], "code");
        return user.status != "pending";
    });
}

}  // namespace crowd
