// What may become of coupons and orders, told once more from scratch: a model that watches from outside what
// was asked and what was answered, and at the end reads the ledger. It shares no code with the program.
//
// Where several want a coupon at once, only the database knows who came first; the model then allows each
// answer that some order of events explains, and no other. Any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace fairdraw::testing {

class CouponModel {
  public:
    enum class Verb { hold, confirm, cancel, revert, lapse };

    struct Asked {
        Verb verb;
        std::string order;
        std::vector<std::string> codes;
        std::uint64_t at;
    };

    struct Answer {
        int status;
        std::string said;  // the order's state, or the problem's code
        std::int64_t discount = 0;
    };
    struct Row {
        std::string code, change, order;
        std::int64_t amount;
    };
    void add(const std::string& code, std::int64_t amount) { coupons_[code].amount = amount; }

    // Before anything is sent. An order is one thread's, and has one question open at a time.
    Asked ask(Verb verb, const std::string& order, std::vector<std::string> codes = {}) {
        const std::lock_guard lock(mutex_);
        if (verb != Verb::hold) codes = orders_[order].codes;
        ++now_;
        for (const auto& code : codes) {
            auto& coupon = coupons_.at(code);
            ++coupon.wanted;
            coupon.touched = now_;
            if (coupon.owner == order && verb != Verb::hold && verb != Verb::confirm)
                coupon.may_be_free = true;
        }
        return {verb, order, std::move(codes), now_};
    }

    // However often it had to be sent.
    void answer(const Asked& asked, const Answer& answer) {
        const std::lock_guard lock(mutex_);
        auto& order = orders_[asked.order];
        if (asked.verb == Verb::hold)
            judge_hold(asked, order, answer);
        else
            judge_settling(asked, order, answer);
        ++now_;
        for (const auto& code : asked.codes) {
            auto& coupon = coupons_.at(code);
            --coupon.wanted;
            coupon.touched = now_;
            if (answer.status != 200 && coupon.owner == asked.order) coupon.may_be_free = false;
        }
    }

    // The ledger, coupon by coupon in the order of each one's changes; when all is quiet.
    void read_ledger(const std::vector<Row>& rows) {
        std::map<std::string, std::string> state, owner;
        std::int64_t used = 0, wanted = 0;
        for (const auto& row : rows) {
            auto& now = state.try_emplace(row.code, "available").first->second;
            const bool follows =
                (now == "available" && row.change == "held") ||
                (now == "held" &&
                 (row.change == "used" || row.change == "cancelled" || row.change == "lapsed") &&
                 owner[row.code] == row.order) ||
                (now == "used" && row.change == "reverted" && owner[row.code] == row.order);
            if (!follows) wrong("history", row.code + ": " + row.change + " after " + now);
            if (row.amount != coupons_.at(row.code).amount) wrong("amount", row.code + " for " + row.order);
            now = row.change == "held" || row.change == "used" ? row.change : "available";
            owner[row.code] = now == "available" ? "" : row.order;
            used += row.change == "used" ? row.amount : row.change == "reverted" ? -row.amount : 0;
        }
        for (const auto& [id, order] : orders_) {
            if (order.state != "held" && order.state != "confirmed") continue;
            for (const auto& code : order.codes) {
                if (order.state == "confirmed") wanted += coupons_.at(code).amount;
                if (state[code] != (order.state == "held" ? "held" : "used") || owner[code] != id)
                    wrong("state", code + " is " + state[code] + " for " + owner[code] + ", and " + id +
                                       " is " + order.state);
            }
        }
        for (const auto& [code, coupon] : coupons_)
            if (coupon.owner.empty() && state.count(code) && state[code] != "available")
                wrong("state", code + " was given back");
        if (used != wanted)
            wrong("sum", std::to_string(used) + " in the ledger, " + std::to_string(wanted) + " in orders");
    }

    std::vector<std::string> violations() const {
        const std::lock_guard lock(mutex_);
        return violations_;
    }
    // How an order stands, as far as was answered.
    std::string state(const std::string& order) const {
        const std::lock_guard lock(mutex_);
        const auto found = orders_.find(order);
        return found == orders_.end() ? "" : found->second.state;
    }

  private:
    struct Coupon {
        std::int64_t amount = 0;
        std::string owner;         // the order that holds or has used it
        bool may_be_free = false;  // its owner is giving it back
        int wanted = 0;            // by so many questions that are open
        std::uint64_t touched = 0;
    };

    struct Order {
        std::string state;
        std::vector<std::string> codes;
    };

    void judge_hold(const Asked& asked, Order& order, const Answer& answer) {
        const bool stands = order.state == "held" || order.state == "confirmed";
        if (stands || order.state == "reverted") {
            const bool same = stands && order.codes == asked.codes;
            if (answer.status != (same ? 200 : 409)) wrong("hold", asked.order + " is " + order.state);
            return;
        }
        if (answer.status != 200) {
            if (answer.said != "COUPON_UNUSABLE" ||
                std::none_of(asked.codes.begin(), asked.codes.end(),
                             [&](const auto& code) { return may_be_taken(coupons_.at(code), asked); }))
                wrong("refused", asked.order + " was refused what was free: " + answer.said);
            return;
        }
        std::int64_t sum = 0;
        for (const auto& code : asked.codes) {
            auto& coupon = coupons_.at(code);
            if (!coupon.owner.empty() && !coupon.may_be_free)
                wrong("double", code + " for " + coupon.owner + " and " + asked.order);
            coupon.owner = asked.order;
            coupon.may_be_free = false;
            sum += coupon.amount;
        }
        if (answer.discount != sum) wrong("discount", asked.order);
        order = {"held", asked.codes};
    }

    static bool may_be_taken(const Coupon& coupon, const Asked& asked) {
        return !coupon.owner.empty() || coupon.wanted > 1 || coupon.touched > asked.at;
    }

    void judge_settling(const Asked& asked, Order& order, const Answer& answer) {
        static const std::map<Verb, std::map<std::string, std::string>> becomes{
            {Verb::confirm, {{"held", "confirmed"}, {"confirmed", "confirmed"}}},
            {Verb::cancel,
             {{"held", "cancelled"},
              {"cancelled", "cancelled"},
              {"lapsed", "lapsed"},
              {"reverted", "reverted"}}},
            {Verb::revert, {{"confirmed", "reverted"}, {"reverted", "reverted"}}},
            {Verb::lapse, {{"held", "lapsed"}}}};
        const auto& allowed = becomes.at(asked.verb);
        const auto next = allowed.find(order.state);
        const int status = order.state.empty() ? 404 : next == allowed.end() ? 409 : 200;
        if (answer.status != status || (status == 200 && answer.said != next->second))
            wrong("settling", asked.order + " was " + order.state + " and is answered " + answer.said);
        if (status != 200) return;
        order.state = next->second;
        if (order.state == "confirmed") return;
        for (const auto& code : asked.codes) {
            auto& coupon = coupons_.at(code);
            if (coupon.owner != asked.order) continue;
            coupon.owner.clear();
            coupon.may_be_free = false;
        }
    }

    void wrong(const std::string& what, const std::string& detail) {
        violations_.push_back(what + ": " + detail);
    }

    mutable std::mutex mutex_;
    std::uint64_t now_ = 0;
    std::map<std::string, Coupon> coupons_;
    std::map<std::string, Order> orders_;
    std::vector<std::string> violations_;
};

}  // namespace fairdraw::testing
