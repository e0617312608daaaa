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
    void add(const std::string& code, std::int64_t amount) {
        const std::lock_guard lock(mutex_);
        coupons_[code].amount = amount;
    }
    // By the only thread that asks for it.
    void expire(const std::string& code) {
        const std::lock_guard lock(mutex_);
        coupons_.at(code).expired = true;
    }

    // Before anything is sent. An order is one thread's, and has one question open at a time.
    Asked ask(Verb verb, const std::string& order, std::vector<std::string> codes = {}) {
        const std::lock_guard lock(mutex_);
        if (verb != Verb::hold) codes = orders_[order].codes;
        ++now_;
        for (const auto& code : codes) {
            auto& coupon = coupons_.at(code);
            ++coupon.wanted;
            coupon.touched = now_;
            coupon.may_be_free |= coupon.owner == order && verb != Verb::hold && verb != Verb::confirm;
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
            const bool follows = comes_after(row.change) == now &&
                                 (now == "available" || owner[row.code] == row.order) &&
                                 (row.change != "expired" || coupons_.at(row.code).expired);
            if (!follows) wrong("history", row.code + ": " + row.change + " after " + now);
            now = row.change == "held" || row.change == "used" || row.change == "expired" ? row.change
                                                                                          : "available";
            owner[row.code] = now == "available" ? "" : row.order;
            if (now == "expired") continue;
            if (row.amount != coupons_.at(row.code).amount) wrong("amount", row.code + " for " + row.order);
            used += row.change == "used" ? row.amount : row.change == "reverted" ? -row.amount : 0;
        }
        for (const auto& [id, order] : orders_) {
            if (order.state != "held" && order.state != "confirmed") continue;
            for (const auto& code : order.codes) {
                if (order.state == "confirmed") wanted += coupons_.at(code).amount;
                if (state[code] != (order.state == "held" ? "held" : "used") || owner[code] != id)
                    wrong("state", id + " is " + order.state + ", and " + code + " is " + state[code]);
            }
        }
        for (const auto& [code, coupon] : coupons_) {
            const auto last = state.count(code) ? state[code] : "available";
            if (coupon.owner.empty() && last != (coupon.expired ? "expired" : "available"))
                wrong("state", code + " is " + last);
        }
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
        return orders_.contains(order) ? orders_.at(order).state : "";
    }

  private:
    struct Coupon {
        std::int64_t amount = 0;
        std::string owner;         // the order that holds or has used it
        bool may_be_free = false;  // its owner is giving it back
        bool expired = false;
        int wanted = 0;  // by so many questions that are open
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
            if (coupon.expired) wrong("expired", code + " for " + asked.order);
            coupon.owner = asked.order;
            coupon.may_be_free = false;
            sum += coupon.amount;
        }
        if (answer.discount != sum) wrong("discount", asked.order);
        order = {"held", asked.codes};
    }

    static bool may_be_taken(const Coupon& coupon, const Asked& asked) {
        return coupon.expired || !coupon.owner.empty() || coupon.wanted > 1 || coupon.touched > asked.at;
    }
    static std::string comes_after(const std::string& change) {
        return change == "reverted" ? "used" : change == "held" || change == "expired" ? "available" : "held";
    }
    static std::string becomes(Verb verb, const std::string& state) {
        if (verb == Verb::confirm) return state == "held" || state == "confirmed" ? "confirmed" : "";
        if (verb == Verb::revert) return state == "confirmed" || state == "reverted" ? "reverted" : "";
        if (state == "held") return verb == Verb::lapse ? "lapsed" : "cancelled";
        return verb == Verb::cancel && state != "confirmed" ? state : "";
    }

    void judge_settling(const Asked& asked, Order& order, const Answer& answer) {
        const auto next = becomes(asked.verb, order.state);
        const int status = order.state.empty() ? 404 : next.empty() ? 409 : 200;
        if (answer.status != status || (status == 200 && answer.said != next))
            wrong("settling", asked.order + " was " + order.state + " and is answered " + answer.said);
        if (status != 200) return;
        order.state = next;
        if (order.state == "confirmed") return;
        for (const auto& code : asked.codes)
            if (auto& owner = coupons_.at(code).owner; owner == asked.order) owner.clear();
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
