// An event as a webhook's receiver gets it. Pure; any thread.
#pragma once

#include <string>
#include <vector>

namespace pqxx {
class result;
class row;
}  // namespace pqxx

namespace fairdraw::notices {

struct WebhookEvent {
    std::string
        id;  // the same whenever it is sent: "issued.<code>", "<change>.<code>.<seq>", "notice.<number>"
    std::string body;     // JSON
    std::string subject;  // the coupon; empty for a notice
    std::string place;    // fairdraw.event_place
};

// Of a row of list_events.sql.
WebhookEvent event_of(const pqxx::row& row);

// The first ones, up to and without the first that is of a coupon for the second time: what is
// sent at once arrives in any order, and a coupon's events shall not.
std::vector<WebhookEvent> sent_together(const pqxx::result& rows);

}  // namespace fairdraw::notices
