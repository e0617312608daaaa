// A ledger of coupons to try things on, in a database of its own. One thread.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/postgres_cluster.hpp"

namespace fairdraw::testing {

// A database with a published template and a coupon for each of three users. All statements run as one who
// may do anything there.
struct Ledger {
    Ledger() {
        run("INSERT INTO fairdraw.templates (template_id, title, currency, benefit, scope, stacking, "
            "valid_days, audience, state, "
            "published_at) VALUES ('t', 't', 'TWD', '{}', '{}', '{}', 30, 'everyone', 'published', now())");
        run("INSERT INTO fairdraw.template_stock (template_no) VALUES (1)");
        const auto issued =
            run("SELECT code FROM fairdraw.issue(1, 'grant', NULL, '{a,b,c}', '{g,g,g}') ORDER BY place");
        a = issued.at(0).at(0);
        b = issued.at(1).at(0);
        c = issued.at(2).at(0);
    }

    Rows run(const std::string& sql) const { return query(url, sql); }

    std::string hold(const std::string& order, const std::string& user, const std::string& code,
                     int amount = 100) const {
        return run(fmt::format(
            "SELECT outcome FROM fairdraw.hold_order('{}', '{}', '{{{}}}', '{{{}}}', 'TWD', '\\x00', "
            "fairdraw.now_ms() + 900000, 'shop', '{{}}')",
            order, user, code, amount))[0][0];
    }
    std::string settle(const std::string& order, const std::string& change) const {
        return run(fmt::format("SELECT outcome FROM fairdraw.settle_order('{}', '{}', 'shop')", order,
                               change))[0][0];
    }

    static std::string change(const std::string& code, int seq, const std::string& what) {
        return fmt::format(
            "INSERT INTO fairdraw.coupon_changes (code, seq, change, from_state, to_state, order_id, amount, "
            "actor) "
            "VALUES ('{}', {}, {}, 'owner')",
            code, seq, what);
    }
    // All coupons' time, in SQL.
    void expires(const std::string& when) const {
        plant("UPDATE fairdraw.issues SET issued_at = issued_at - interval '1 day', expires_at = " + when +
              "; UPDATE fairdraw.issue_tasks SET due_at = " + when);
    }
    // What the database says to it; empty where it lets it be done.
    std::string refusal(const std::string& sql) const {
        try {
            run(sql);
            return {};
        } catch (const std::exception& error) {
            return error.what();
        }
    }
    void check_refused(const std::string& sql, const std::string& why) const {
        INFO(sql);
        const auto said = refusal(sql);
        INFO(said);
        CHECK(said.find(why) != std::string::npos);
    }

    // Past all guards.
    void plant(const std::string& sql) const { run("SET session_replication_role = replica; " + sql); }
    // "order o-1", "history CODE", ...
    std::vector<std::string> faults() const {
        std::vector<std::string> lines;
        for (const auto& row : run("SELECT DISTINCT concat_ws(' ', problem, code, order_id) FROM "
                                   "fairdraw.check_ledger() ORDER BY 1"))
            lines.push_back(row[0]);
        return lines;
    }

    std::string url = PostgresCluster::shared().create_database();
    std::string a, b, c;
};

}  // namespace fairdraw::testing
