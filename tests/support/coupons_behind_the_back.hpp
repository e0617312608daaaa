// SQL by which an owner of the database changes coupons past what guards them, for tests of what notices.
#pragma once

#include <string>

namespace fairdraw::testing {

inline const std::string unguard_coupons = "ALTER TABLE fairdraw.coupons DISABLE TRIGGER USER; ";

// A coupon of round 1 that nobody drew; `user` is SQL.
inline std::string slip_in_coupon(const std::string& code, const std::string& user) {
    return "INSERT INTO fairdraw.issues (reason, round_no, coupons, issued_at, valid_from) "
           "VALUES ('draw', 1, 1, now(), now()) ON CONFLICT DO NOTHING; "
           "INSERT INTO fairdraw.coupons (code, user_id, issue_no, cause) SELECT '" +
           code + "', " + user + ", issue_no, 'slipped in' FROM fairdraw.issues WHERE round_no = 1";
}

}  // namespace fairdraw::testing
