// What stories of coupons need: a merchant, the shop's own server, and coupons to use in orders. One thread;
// its clients as they say themselves.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "support/stage.hpp"

namespace fairdraw::testing {

struct Shop : Stage {
    explicit Shop(ServerSettings settings = {});

    ApiClient merchant;  // scope `merchant`
    ApiClient orders;    // scope `orders`
    // Others of the same, for other threads.
    ApiClient another_merchant() const;
    ApiClient another_shop() const;

    // Drafts and publishes template_json(id, changes). Fails the test where it cannot.
    void publish(const std::string& id, const nlohmann::json& changes);
    // A coupon of a published template, past the program. Gives its code.
    std::string issue(const std::string& user, const std::string& template_id) const;

    // Asks for something of an order: hold (with a body), confirm, cancel or revert.
    ApiReply ask(const std::string& order, const std::string& verb, const std::string& body = {});
    // What became of a coupon, such as {"held o-1 2000", "expired"}.
    std::vector<std::string> history(const std::string& code) const;
    std::string status(const std::string& user, const std::string& code) const;
    // What fairdraw.check_ledger() finds.
    Rows ledger_faults() const { return query(database_url, "SELECT * FROM fairdraw.check_ledger()"); }

    // As if so much time had passed since: a hold is over, a coupon expires.
    void let_hold_end(const std::string& order) const;
    void let_expire(const std::string& code) const;

  private:
    mutable int causes_ = 0;
};

// A template that takes 20.00 off orders of 100.00 and more, with some members changed (RFC 7396).
nlohmann::json template_json(const std::string& id, const nlohmann::json& changes);
// An order of 150.00 and a shipping of 6.00, with some members changed.
nlohmann::json order_json(const nlohmann::json& changes);
// That order as a hold asks for it.
std::string hold_body(const std::string& user, const std::vector<std::string>& codes,
                      const nlohmann::json& changes);

}  // namespace fairdraw::testing
