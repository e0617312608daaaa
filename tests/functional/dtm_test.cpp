// Orders as branches of DTM's global transactions: in whatever order, how often and how much at once its
// requests arrive, a coupon ends up as the transaction did.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "support/shop.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

const std::map<std::string, std::string> tcc_verbs{
    {"try", "hold"}, {"confirm", "confirm"}, {"cancel", "cancel"}};
const std::map<std::string, std::string> saga_verbs{{"action", "hold"}, {"compensate", "cancel"}};

// One branch of one global transaction, with a user and a coupon of its own.
struct Branch {
    Branch(Shop& where, std::string kind, const std::string& id)
        : shop(where),
          type(std::move(kind)),
          name(id),
          gid("g-" + id),
          user("u-" + id),
          code(where.issue(user, "twenty-off")) {}

    // DTM sends every operation of a branch the same body.
    ApiReply send(const std::string& op, ApiClient& client) const {
        const auto& verb = (type == "tcc" ? tcc_verbs : saga_verbs).at(op);
        return client.post(fmt::format("/v1/orders/{}/{}?gid={}&trans_type={}&branch_id=01&op={}", name, verb,
                                       gid, type, op),
                           hold_body(user, {code}, {}));
    }
    ApiReply send(const std::string& op) const { return send(op, shop.orders); }
    bool changed(const std::string& op) const {
        const auto reply = send(op);
        CHECK(reply.status == 200);
        return !reply.json().contains("changed");
    }
    std::string last() const {
        const auto history = shop.history(code);
        return history.empty() ? "" : history.back().substr(0, history.back().find(' '));
    }

    Shop& shop;
    std::string type, name, gid, user, code;
};

struct Sale : Shop {
    Sale() { publish("twenty-off", {}); }
};

}  // namespace

TEST_CASE("TCC: every order in which try, confirm and cancel may arrive, each of them twice") {
    Sale sale;
    // DTM sends a transaction's branches confirm or cancel, never both.
    for (const std::string end : {"confirm", "cancel"}) {
        std::vector<std::string> ops{"try", "try", end, end};
        std::sort(ops.begin(), ops.end());
        do {
            const auto name = fmt::format("{}", fmt::join(ops, "-"));
            INFO(name);
            const Branch branch(sale, "tcc", name + "-" + end);
            bool tried = false, ended = false;
            for (const auto& op : ops) {
                const auto reply = branch.send(op);
                if (op == "confirm" && !tried) {
                    // Asked again, as DTM does: what must happen has yet to be possible.
                    CHECK(reply.status == 409);
                    continue;
                }
                CHECK(reply.status == 200);
                // The first of each changes something; a try after its cancellation, and a cancellation
                // before it, do not.
                const bool first = op == "try" ? !tried && !(end == "cancel" && ended) : !ended && tried;
                CHECK(reply.json().contains("changed") == !first);
                (op == "try" ? tried : ended) = true;
            }
            if (end == "confirm") {
                CHECK(branch.send("confirm").status == 200);
                CHECK(branch.last() == "used");
            } else {
                CHECK(branch.last() == (ops.front() == "try" ? "cancelled" : ""));
            }
        } while (std::next_permutation(ops.begin(), ops.end()));
    }
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("Saga: an action and its compensation in every order, each of them twice") {
    Sale sale;
    std::vector<std::string> ops{"action", "action", "compensate", "compensate"};
    do {
        const auto name = fmt::format("{}", fmt::join(ops, "-"));
        INFO(name);
        const Branch branch(sale, "saga", name);
        for (const auto& op : ops) CHECK(branch.send(op).status == 200);
        CHECK(branch.last() == (ops.front() == "action" ? "cancelled" : ""));
        CHECK(sale.history(branch.code).size() == (ops.front() == "action" ? 2 : 0));
    } while (std::next_permutation(ops.begin(), ops.end()));
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("try and cancel at once, many times: the coupon is free in the end, and no try comes after") {
    Sale sale;
    for (int round = 0; round < 10; ++round) {
        const Branch branch(sale, "tcc", fmt::format("race-{}", round));
        for_each_of(
            8,
            [&](int i) {
                auto shop = sale.another_shop();
                CHECK(branch.send((i + round) % 2 ? "try" : "cancel", shop).status == 200);
            },
            8);
        CHECK_FALSE(branch.changed("try"));
        CHECK_FALSE(branch.changed("cancel"));
        const auto history = sale.history(branch.code);
        CHECK((history.empty() || history.size() == 2));
        CHECK(sale.status(branch.user, branch.code) == "available");
    }
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("try and confirm at once, as often as DTM likes: used once") {
    Sale sale;
    const Branch branch(sale, "tcc", "eager");
    for_each_of(
        12,
        [&](int i) {
            auto shop = sale.another_shop();
            const auto reply = branch.send(i % 2 ? "try" : "confirm", shop);
            CHECK((reply.status == 200 || (i % 2 == 0 && reply.status == 409)));
        },
        6);
    CHECK(branch.send("confirm").status == 200);
    CHECK(sale.history(branch.code).size() == 2);
    CHECK(branch.last() == "used");
}

TEST_CASE("a refused try is a failure, and may be compensated") {
    Sale sale;
    const Branch first(sale, "tcc", "first");
    CHECK(first.send("try").status == 200);
    Branch second(sale, "tcc", "second");
    second.user = first.user;
    second.code = first.code;
    const auto refused = second.send("try");
    CHECK(refused.status == 409);
    CHECK(refused.code() == "COUPON_UNUSABLE");
    CHECK_FALSE(second.changed("cancel"));
    CHECK(first.changed("confirm"));
    CHECK(first.last() == "used");

    // What can never succeed is a failure, too, and not asked again.
    const std::string query = "?gid=g-x&trans_type=saga&branch_id=01&op=action";
    for (const std::string body : {"", "{}", "no JSON"}) {
        const auto malformed = sale.orders.post("/v1/orders/x/hold" + query, body);
        CHECK(malformed.status == 409);
        CHECK(malformed.json()["status"] == 409);
    }
    CHECK(sale.orders.post("/v1/orders/none/confirm" + query).status == 409);
    CHECK(sale.count("SELECT count(*) FROM fairdraw.dtm_barriers WHERE gid = 'g-x'") == 0);
}

TEST_CASE("a Saga of two steps is compensated backwards: confirm by revert, hold by cancel") {
    Sale sale;
    const Branch branch(sale, "saga", "o-1");
    const auto send = [&](const char* verb, const char* id, const char* op) {
        const auto reply = sale.orders.post(
            fmt::format("/v1/orders/o-1/{}?gid=g-1&trans_type=saga&branch_id={}&op={}", verb, id, op),
            hold_body(branch.user, {branch.code}, {}));
        CHECK(reply.status == 200);
        return reply.json();
    };
    send("hold", "01", "action");
    CHECK(send("confirm", "02", "action")["state"] == "confirmed");
    CHECK(send("revert", "02", "compensate")["state"] == "reverted");
    CHECK(send("cancel", "01", "compensate")["state"] == "reverted");
    CHECK(send("revert", "02", "compensate")["changed"] == false);
    CHECK(sale.status(branch.user, branch.code) == "available");
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("two global transactions want one order: one holds it, and the other gives nothing back") {
    Sale sale;
    Branch first(sale, "tcc", "o-1"), second = first;
    second.gid = "g-other";
    CHECK(first.changed("try"));
    CHECK(second.send("try").code() == "CONFLICT");
    SUBCASE("nor uses it") {
        CHECK(second.send("confirm").code() == "CONFLICT");
        CHECK_FALSE(second.changed("cancel"));
        CHECK(sale.ask("o-1", "confirm").code() == "CONFLICT");
        CHECK(sale.ask("o-1", "cancel").code() == "CONFLICT");
        CHECK(sale.ask("o-1", "hold", hold_body(first.user, {first.code}, {})).code() == "CONFLICT");
        CHECK(first.changed("confirm"));
        CHECK(second.send("confirm").code() == "CONFLICT");
        CHECK(sale.ask("o-1", "confirm").code() == "CONFLICT");
        CHECK(sale.history(first.code).size() == 2);
        // Whoever refunds.
        CHECK(sale.ask("o-1", "revert").json()["state"] == "reverted");
    }
    SUBCASE("unless the hold of the first is over") {
        sale.let_hold_end("o-1");
        CHECK(second.changed("try"));
        CHECK_FALSE(first.changed("cancel"));
        CHECK(first.send("confirm").code() == "CONFLICT");
        CHECK(second.changed("confirm"));
        CHECK(second.last() == "used");
        CHECK(sale.history(first.code).size() == 4);
    }
    SUBCASE("or has ended") {
        CHECK(first.changed("cancel"));
        CHECK(second.changed("try"));
        CHECK(second.changed("cancel"));
        CHECK(sale.status(first.user, first.code) == "available");
    }
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("a Saga goes on with what was held before it began, and with nothing that another holds") {
    Sale sale;
    Branch branch(sale, "saga", "o-1");
    const auto body = hold_body(branch.user, {branch.code}, {});
    const auto send = [&](const char* verb, const char* gid, const char* id, const char* op) {
        return sale.orders.post(
            fmt::format("/v1/orders/o-1/{}?gid={}&trans_type=saga&branch_id={}&op={}", verb, gid, id, op),
            body);
    };
    CHECK(sale.ask("o-1", "hold", body).status == 200);
    CHECK(send("hold", "g-1", "01", "action").code() == "CONFLICT");
    CHECK(send("confirm", "g-1", "02", "action").json()["state"] == "confirmed");
    CHECK(send("confirm", "g-2", "01", "action").code() == "CONFLICT");
    CHECK(send("revert", "g-2", "01", "compensate").json()["changed"] == false);
    CHECK(branch.last() == "used");
    SUBCASE("and is compensated") {
        CHECK(send("revert", "g-1", "02", "compensate").json()["state"] == "reverted");
    }
    SUBCASE("another refunds it") {
        CHECK(send("revert", "g-3", "01", "action").json()["state"] == "reverted");
        CHECK(send("revert", "g-1", "02", "compensate").json()["repeated"] == true);
    }
    CHECK(sale.status(branch.user, branch.code) == "available");
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("a confirmation whose hold is over uses what is still free") {
    Sale sale;
    const Branch branch(sale, "tcc", "o-1");
    CHECK(branch.changed("try"));
    const auto lapse = [&] {
        sale.let_hold_end("o-1");
        wait_until("the hold to lapse", [&] { return branch.last() == "lapsed"; });
    };
    SUBCASE("before the clock gave it back, or after") {
        SUBCASE("before") {
            sale.let_hold_end("o-1");
        }
        SUBCASE("after") {
            lapse();
        }
        CHECK(branch.send("confirm").json()["state"] == "confirmed");
        CHECK(sale.history(branch.code) ==
              std::vector<std::string>{"held o-1 2000", "lapsed o-1 2000", "held o-1 2000", "used o-1 2000"});
        CHECK_FALSE(branch.changed("confirm"));
    }
    SUBCASE("not what another order holds") {
        lapse();
        CHECK(sale.ask("o-2", "hold", hold_body(branch.user, {branch.code}, {})).status == 200);
        CHECK(branch.send("confirm").code() == "CONFLICT");
        CHECK(sale.ask("o-2", "confirm").status == 200);
        CHECK(branch.send("confirm").code() == "CONFLICT");
    }
    SUBCASE("not what has expired") {
        lapse();
        sale.let_expire(branch.code);
        CHECK(branch.send("confirm").code() == "CONFLICT");
    }
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("a name that DTM would read as a verdict is never in a body") {
    Sale sale;
    for (const std::string word : {"FAILURE", "ONGOING"}) {
        const auto code = sale.issue("the " + word + " user", "twenty-off");
        const auto order = "o-" + word + word;
        const auto query = fmt::format("?gid={0}&trans_type=tcc&branch_id=01&op=", word);
        const auto path = "/v1/orders/" + order;
        const auto body = hold_body("the " + word + " user", {code}, {});
        for (const auto& reply : {sale.orders.post(path + "/hold" + query + "try", body),
                                  sale.orders.post(path + "/hold" + query + "try", body),
                                  sale.orders.post(path + "/confirm" + query + "confirm", body),
                                  sale.orders.post(path + "/confirm" + query + "confirm", body)}) {
            CHECK(reply.status == 200);
            CHECK(reply.body.find(word) == std::string::npos);
            CHECK(reply.json()["order"] == order);
        }
        CHECK(sale.status("the " + word + " user", code) == "used");
    }
}

TEST_CASE("a branch is named in full, and is of a kind that is known") {
    Sale sale;
    const Branch branch(sale, "tcc", "o-1");
    const auto long_gid = std::string(129, 'g');
    // A failure, since DTM asks again for ever after anything else.
    const auto check_failure = [&](const std::string& order, const std::string& query) {
        INFO(query);
        const auto refused = sale.orders.post("/v1/orders/" + order + "/hold?" + query,
                                              hold_body(branch.user, {branch.code}, {}));
        CHECK(refused.status == 409);
        CHECK(refused.code() == "CONFLICT");
    };
    for (const std::string kind : {"msg", "xa", "workflow", "saga"})
        check_failure("o-1", "gid=g&trans_type=" + kind + "&branch_id=01&op=try");
    check_failure("o-1", "gid=g");
    check_failure("o-1", "gid=g&trans_type=tcc&op=try");
    check_failure("o-1", "gid=g&trans_type=tcc&branch_id=&op=try");
    check_failure("o-1", "gid=g&trans_type=tcc&branch_id=01&op=action");
    check_failure("o-1", "gid=g&trans_type=tcc&branch_id=01&op=confirm");
    check_failure("o-1", "gid=g&trans_type=saga&branch_id=01&op=compensate");
    check_failure("o-1", "gid=" + long_gid + "&trans_type=tcc&branch_id=01&op=try");
    check_failure("o-1", "gid=g&trans_type=tcc&branch_id=" + long_gid + "&op=try");
    check_failure(std::string(129, 'o'), "gid=g&trans_type=tcc&branch_id=01&op=try");
    CHECK(sale.history(branch.code).empty());
    // Old barriers go by themselves; those that may still be asked for stay.
    CHECK(branch.send("try").status == 200);
    query(sale.database_url, "UPDATE fairdraw.dtm_barriers SET passed_at = now() - interval '31 days'");
    CHECK(branch.send("confirm").status == 200);
    wait_until("the barrier of the try to go", [&] {
        return query(sale.database_url, "SELECT op FROM fairdraw.dtm_barriers") == Rows{{"confirm"}};
    });
}
