// The program is killed wherever coupons are announced or issued: each cause has its coupon once, nothing
// that was acknowledged is missing, and no stock is exceeded.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <array>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "coupons/steps.hpp"
#include "functional/crash_points.hpp"
#include "rounds/steps.hpp"
#include "support/raw_http.hpp"
#include "support/stage.hpp"
#include "support/tokens.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

constexpr int users = 10;
constexpr int stock = 4;

const char* const wanted_template =
    R"({"template": "spend-100", "title": "Spend 100, get 20 off", "currency": "TWD",
        "benefit": {"kind": "amount_off", "amount": 2000}, "scope": {"kind": "shop"},
        "stacking": {"kind": "exclusive"}, "valid": {"days": 30}, "total": 20,
        "claim": {"from": "2000-01-01T00:00:00Z", "to": "2999-01-01T00:00:00Z"}})";

// A shop that makes a template, a rush on it and claims, told to a service that dies once on the way. Who
// gets no answer asks again.
class ShopStory {
  public:
    explicit ShopStory(const std::string& point) : stage_(armed(point)) {}

    void tell() {
        const auto merchant = sign_token({"shop", "merchant"}, TestKeys::shared().jwt_secret());
        persist([&] { return post_raw("/v1/templates", merchant, wanted_template); });
        persist([&] { return post_raw("/v1/templates/spend-100/publish", merchant, ""); });
        const auto rush = planned_rush();
        persist([&] {
            const int status = announce(rush);
            // The window that was planned had begun before it was there again.
            return status == 400 ? announce(planned_rush()) : status;
        });
        auto anyone = stage_.server.anyone();
        wait_for_state(anyone, "rush", {"entering"});
        everybody_posts("/v1/rounds/rush/entry");
        everybody_posts("/v1/templates/spend-100/claims");
    }

    void check() {
        CHECK(deaths_ == 1);  // otherwise the point was never reached
        CHECK(given_.at("/v1/rounds/rush/entry").size() == stock);
        CHECK(given_.at("/v1/templates/spend-100/claims").size() == users);
        CHECK(stage_.count("SELECT count(*) FROM fairdraw.coupons") == stock + users);
        CHECK(stage_.count("SELECT count(DISTINCT (user_id, cause)) FROM fairdraw.coupons") == stock + users);
        CHECK(stage_.count("SELECT issued FROM fairdraw.round_stock") == stock);
        CHECK(stage_.count("SELECT issued FROM fairdraw.template_stock") == stock + users);
        CHECK(stage_.count("SELECT sum(coupons) FROM fairdraw.issues") == stock + users);
        CHECK(stage_.count("SELECT count(*) FROM fairdraw.actions WHERE action = 'create_template'") == 1);
        for (const auto& [path, codes] : given_)
            for (const auto& [user, code] : codes)
                CHECK(stage_.user(user).post(path).json()["coupon"]["code"] == code);
    }

  private:
    static Json planned_rush() {
        const auto enter = plan_open_round("rush", 600'000).enter;
        return {{"kind", "first_come"},
                {"round", "rush"},
                {"enter", {{"from", rfc3339(enter.from_ms)}, {"to", rfc3339(enter.to_ms)}}},
                {"stock", stock},
                {"template", "spend-100"}};
    }

    int announce(const Json& rush) const {
        return stage_.server.operator_client().post("/v1/rounds", rush.dump()).status;
    }

    int post_raw(const std::string& path, const std::string& token, const std::string& body) {
        const auto status =
            raw_status(stage_.server.port(),
                       fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n"
                                   "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                                   path, token, body.size(), body));
        if (status == 0) throw NoAnswer("hung up");
        return status;
    }

    void start_again() {
        CHECK(stage_.server.wait().signal == SIGKILL);
        ++deaths_;
        stage_.server.restart();
    }

    template <class Ask>
    void persist(const Ask& ask) {
        int status = 0;
        try {
            status = ask();
        } catch (const NoAnswer&) {
            start_again();
            status = ask();
        }
        CHECK((status == 200 || status == 201));
    }

    void everybody_posts(const std::string& path) {
        std::mutex mutex;
        std::vector<int> unanswered;
        const auto post = [&](int i) {
            try {
                const auto reply = stage_.user(user_name(i)).post(path);
                const std::lock_guard lock(mutex);
                if (reply.status < 300)
                    given_[path][user_name(i)] = reply.json()["coupon"]["code"];
                else
                    CHECK(reply.code() == "SOLD_OUT");
            } catch (const NoAnswer&) {
                const std::lock_guard lock(mutex);
                unanswered.push_back(i);
            }
        };
        for_each_of(users, post, 4);
        if (unanswered.empty()) return;
        start_again();
        for (const int i : std::exchange(unanswered, {})) post(i);
        CHECK(unanswered.empty());
    }

    Stage stage_;
    std::map<std::string, std::map<std::string, std::string>> given_;  // path, user, code
    int deaths_ = 0;
};

}  // namespace

TEST_CASE("killed wherever a shop's coupons come into being, and started again") {
    const std::array steps{fairdraw::rounds::steps::announce_first_come, fairdraw::coupons::steps::issue};
    for_each_point(
        crash_points(steps),
        [](const std::string& point) {
            ShopStory story(point);
            story.tell();
            story.check();
        },
        3);
}
