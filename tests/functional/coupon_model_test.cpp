// Thousands of operations at once on coupons that several want, the program killed again and again, against a
// model (tests/support/coupon_model.hpp); and faults planted to see that the model would notice. Half of the
// orders are a global transaction's of DTM each, and every operation one of its branches.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <array>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>

#include "support/coupon_model.hpp"
#include "support/shop.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Verb = CouponModel::Verb;
using Json = nlohmann::json;

namespace {

constexpr std::array<std::int64_t, 3> amounts{100, 250, 700};
constexpr int orders_each = 6;

struct Purse {
    std::string user;
    std::vector<std::string> codes;
};

class Bustle {
  public:
    struct Plan {
        int workers;
        int operations;
        int kills;  // each of them followed by one at a crash point
        std::uint64_t seed;
    };

    explicit Bustle(const Plan& plan) : plan_(plan) {
        for (const auto amount : amounts)
            shop.publish(fmt::format("off-{}", amount),
                         {{"benefit", {{"amount", amount}, {"threshold", nullptr}}},
                          {"stacking", {{"kind", "group"}, {"group", "g"}, {"at_most", 3}}}});
        // One purse each, and one that all of them reach into.
        for (int i = 0; i <= plan.workers; ++i) purses_.push_back(fill_purse(fmt::format("user-{}", i)));
    }

    void run() {
        for_each_of(
            plan_.workers, [&](int worker) { work(worker); }, plan_.workers);
        wait_until("what has expired to be written down", [&] {
            revive();
            return shop.count("SELECT count(*) FROM fairdraw.issue_tasks WHERE due_at <= now()") == 0;
        });
        std::vector<CouponModel::Row> rows;
        for (const auto& row : query(shop.database_url,
                                     "SELECT code, change, coalesce(order_id, ''), coalesce(amount, 0) FROM "
                                     "fairdraw.coupon_changes ORDER BY code, seq"))
            rows.push_back({row[0], row[1], row[2], std::stoll(row[3])});
        model.read_ledger(rows);
    }

    int deaths() const { return deaths_; }

    Shop shop;
    CouponModel model;

  private:
    struct Standing {
        std::string id;
        std::string body;  // of its last hold
        std::vector<std::string> codes;
        bool is_transaction;
        int branches = 0;
        int hold_branch = 0;  // the last that held it
    };

    Purse fill_purse(const std::string& user) {
        Purse purse{user, {}};
        for (const auto amount : amounts) purse.codes.push_back(issue(user, amount));
        return purse;
    }

    std::string issue(const std::string& user, std::int64_t amount) {
        const std::lock_guard lock(mutex_);
        const auto code = shop.issue(user, fmt::format("off-{}", amount));
        model.add(code, amount);
        return code;
    }

    void work(int worker) {
        std::mt19937_64 random(plan_.seed * 1000 + static_cast<std::uint64_t>(worker));
        auto client = shop.another_shop();
        std::vector<Standing> orders(orders_each);
        for (int i = 0, named = 0; i < plan_.operations / plan_.workers; ++i) {
            auto& order = orders[random() % orders.size()];
            if (order.id.empty() || (model.state(order.id) == "reverted" && random() % 3)) {
                ++named;
                order = {fmt::format("w{}-{}", worker, named), {}, {}, named % 2 == 0};
            }
            operate(client, order, worker, random);
            kill_when_it_is_time();
            if (!plan_.kills && !model.violations().empty()) return;
        }
    }

    void operate(ApiClient& client, Standing& order, int worker, std::mt19937_64& random) {
        const auto dice = random() % 100;
        if (dice < 38) return hold(client, order, worker, random);
        if (dice < 58) return settle(client, order, Verb::confirm, "confirm");
        if (dice < 76) return settle(client, order, Verb::cancel, "cancel");
        if (dice < 88) return settle(client, order, Verb::revert, "revert");
        if (dice < 92) return expire(worker, random);
        if (model.state(order.id) != "held") return;
        settle(client, order, Verb::lapse, "cancel");
    }

    // A coupon of the worker's own, which may be held or used; another takes its place.
    void expire(int worker, std::mt19937_64& random) {
        auto& purse = purses_[static_cast<std::size_t>(worker)];
        const auto which = random() % amounts.size();
        shop.let_expire(purse.codes[which]);
        model.expire(purse.codes[which]);
        purse.codes[which] = issue(purse.user, amounts[which]);
    }

    static std::string branch(const Standing& order, int id, const char* op) {
        if (!order.is_transaction) return {};
        return fmt::format("?gid=g-{}&trans_type=saga&branch_id={}&op={}", order.id, id, op);
    }

    void hold(ApiClient& client, Standing& order, int worker, std::mt19937_64& random) {
        if (order.body.empty() || random() % 2) {
            const auto& purse = purses_[random() % 2 ? static_cast<std::size_t>(worker) : purses_.size() - 1];
            order.codes = purse.codes;
            std::shuffle(order.codes.begin(), order.codes.end(), random);
            order.codes.resize(1 + random() % amounts.size());
            order.body = hold_body(purse.user, order.codes, {});
        }
        const auto asked = model.ask(Verb::hold, order.id, order.codes);
        ++order.branches;
        const auto answer =
            persist(client, order.id, "hold" + branch(order, order.branches, "action"), order.body);
        model.answer(asked, answer);
        if (answer.status == 200) order.hold_branch = order.branches;
    }

    void settle(ApiClient& client, Standing& order, Verb verb, const std::string& word) {
        const bool undoes = model.state(order.id) == "held" && word == "cancel";
        const auto asked = model.ask(verb, order.id);
        if (verb == Verb::lapse) shop.let_hold_end(order.id);
        const auto as_branch = undoes ? branch(order, order.hold_branch, "compensate")
                                      : branch(order, ++order.branches, "action");
        auto answer = persist(client, order.id, word + as_branch, {});
        // In DTM's terms.
        if (order.is_transaction && answer.status == 409 && model.state(order.id).empty())
            answer.status = 404;
        model.answer(asked, answer);
    }

    // What is not known to be done is asked again, until it is.
    CouponModel::Answer persist(ApiClient& client, const std::string& order, const std::string& verb,
                                const std::string& body) {
        for (bool again = false;; again = true) {
            try {
                const auto reply = client.post("/v1/orders/" + order + "/" + verb, body);
                if (reply.status == 503) continue;
                const Json json = reply.json();
                if (again && json.contains("changed")) return what_was_done(order);
                return {reply.status, json.value("state", json.value("code", "")),
                        json.value("discount", std::int64_t{0})};
            } catch (const NoAnswer&) {
                revive();
            }
        }
    }

    // A branch whose first answer was lost is told no more than that it had one.
    CouponModel::Answer what_was_done(const std::string& order) {
        const auto row = query(shop.database_url,
                               "SELECT state, discount FROM fairdraw.orders WHERE order_id = '" + order + "'")
                             .at(0);
        return {200, row[0], std::stoll(row[1])};
    }

    void kill_when_it_is_time() {
        const int done = ++done_;
        if (plan_.kills == 0 || done == plan_.operations) return;
        if (done % (plan_.operations / (plan_.kills + 1)) != 0) return;
        const std::lock_guard lock(mutex_);
        if (!shop.server.running()) return;
        armed_next_ = true;
        shop.server.kill(SIGKILL);
    }

    void revive() {
        const std::lock_guard lock(mutex_);
        if (shop.server.running()) return;
        CHECK(shop.server.wait().signal == SIGKILL);
        ++deaths_;
        static constexpr std::array points{"change_orders.after_commit", "hold_order.after_commit",
                                           "change_orders.before_commit", "settle_order.after_commit"};
        if (std::exchange(armed_next_, false))
            shop.server.restart({{"FAIRDRAW_CRASH_AT", points[next_point_++ % points.size()]}});
        else
            shop.server.restart();
    }

    const Plan plan_;
    std::vector<Purse> purses_;
    std::atomic<int> done_ = 0;
    std::mutex mutex_;
    bool armed_next_ = false;
    std::size_t next_point_ = 0;
    std::atomic<int> deaths_ = 0;
};

// Puts another text for one in a function of the database.
void replace_in(const Shop& shop, const std::string& function, const std::string& text,
                const std::string& by) {
    query(shop.database_url,
          fmt::format("DO $do$ DECLARE old text := pg_get_functiondef('fairdraw.{}'::regproc); BEGIN "
                      "IF strpos(old, $t${}$t$) = 0 THEN RAISE 'not there'; END IF; "
                      "EXECUTE replace(old, $t${}$t$, $t${}$t$); END $do$",
                      function, text, text, by));
}

bool names(const std::vector<std::string>& violations, const std::string& what) {
    for (const auto& violation : violations)
        if (violation.starts_with(what + ": ")) return true;
    return false;
}

}  // namespace

TEST_CASE("thousands of operations at once, killed and repeated: as the model has it") {
    Bustle bustle({.workers = 4, .operations = 2400, .kills = 4, .seed = 20261121});
    bustle.run();
    for (const auto& violation : bustle.model.violations()) FAIL_CHECK(violation);
    CHECK(bustle.deaths() >= 8);
    for (const auto& fault : bustle.shop.ledger_faults())
        FAIL_CHECK(fmt::format("{}", fmt::join(fault, " ")));
    // It was a bustle: everything there is has happened, and often.
    for (const std::string change : {"held", "used", "cancelled", "lapsed", "reverted", "expired"}) {
        INFO(change);
        CHECK(bustle.shop.count(fmt::format(
                  "SELECT count(*) FROM fairdraw.coupon_changes WHERE change = '{}'", change)) > 10);
    }
}

TEST_CASE("the model notices that two were given one coupon at the same moment") {
    // Whether two meet at that moment is chance, of which a busy machine leaves less.
    bool noticed = false;
    for (std::uint64_t seed = 11; seed < 17 && !noticed; ++seed) {
        Bustle bustle({.workers = 4, .operations = 800, .kills = 0, .seed = seed});
        query(bustle.shop.database_url,
              "ALTER TABLE fairdraw.coupon_changes DISABLE TRIGGER USER, DROP CONSTRAINT "
              "coupon_changes_in_sequence; CREATE INDEX ON fairdraw.coupon_changes (code, seq)");
        replace_in(bustle.shop, "hold_order", "outcome := 'done';",
                   "PERFORM pg_sleep(0.05); outcome := 'done';");
        bustle.run();
        noticed = names(bustle.model.violations(), "double");
    }
    CHECK(noticed);
}

TEST_CASE("the model notices what goes wrong") {
    Bustle bustle({.workers = 1, .operations = 400, .kills = 0, .seed = 7});
    SUBCASE("a used coupon is taken again") {
        query(bustle.shop.database_url, "ALTER TABLE fairdraw.coupon_changes DISABLE TRIGGER USER");
        replace_in(bustle.shop, "hold_new_orders", "coalesce(l.to_state, 'available') = 'available'",
                   "coalesce(l.to_state, 'available') <> 'held'");
        bustle.run();
        CHECK(names(bustle.model.violations(), "double"));
    }
    SUBCASE("a cancellation is lost") {
        replace_in(bustle.shop, "change_coupons", "fairdraw.last_change(c.code) AS l;",
                   "fairdraw.last_change(c.code) AS l WHERE to_change <> 'cancelled';");
        bustle.run();
        CHECK(names(bustle.model.violations(), "refused"));
    }
    SUBCASE("a wrong amount is written down") {
        replace_in(bustle.shop, "hold_new_orders", "w.order_id, w.amount, w.actor",
                   "w.order_id, w.amount - 1, w.actor");
        replace_in(bustle.shop, "hold_order", "of_order, w.amount, by_actor",
                   "of_order, w.amount - 1, by_actor");
        bustle.run();
        CHECK(names(bustle.model.violations(), "amount"));
        CHECK(names(bustle.model.violations(), "sum"));
    }
}
