#include "rounds/round_json.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/columns.hpp"

namespace fairdraw::rounds {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* what_no_beacon_means =
    "No beacon: the operator knows the secret while people enter, and could choose the winners by adding "
    "entries, by "
    "disqualifying, or by trying closing times. The list, the rule and the seed cannot be changed unnoticed "
    "once published.";

std::string what_the_beacon_means(const std::string& due) {
    return "A drand beacon: nobody knows the seed before it is due, at " + due +
           ". If the list was closed and signed by then, the operator could not know the seed while it was "
           "open, nor choose the winners. That it was is shown by a witness who cosigned the close before "
           "then "
           "(close.proof); without one it is the operator's word. Who controls drand's nodes would know "
           "sooner.";
}

Json window_or_null(const pqxx::field& from, const pqxx::field& to) {
    if (from.is_null()) return nullptr;
    return {{"from", api::time_or_null(from)}, {"to", api::time_or_null(to)}};
}

constexpr const char* what_first_come_means =
    "First come, first served: nothing is drawn, and there is no evidence. That those who came first got the "
    "coupons is the operator's word.";

bool is_drawn(const pqxx::row& row) {
    return row[24].as<std::string>() == "draw";
}

std::string trust(const pqxx::row& row) {
    if (!is_drawn(row)) return what_first_come_means;
    if (row[22].is_null()) return what_no_beacon_means;
    return what_the_beacon_means(format_rfc3339(UnixMs{row[22].as<std::int64_t>()}));
}

// What is stored says how far the round's life is; until the entry window is over, the clock says the rest.
std::string shown_state(const pqxx::row& row) {
    const auto stored = row[3].as<std::string>();
    if (stored != "announced") return stored;
    const auto now = row[21].as<std::int64_t>();
    if (now >= row[7].as<std::int64_t>()) return is_drawn(row) ? "closing" : "closed";
    if (now >= row[6].as<std::int64_t>()) return "entering";
    if (row[4].is_null() || now < row[4].as<std::int64_t>()) return "announced";
    return now < row[5].as<std::int64_t>() ? "reserving" : "reserved";
}

}  // namespace

std::string round_json(const pqxx::row& row, bool repeated) {
    Json json = {
        {"round", row[1].as<std::string>()},
        {"kind", row[24].as<std::string>()},
        {"campaign", api::text_or_null(row[2])},
        {"state", shown_state(row)},
        {"reserve", window_or_null(row[4], row[5])},
        {"enter", window_or_null(row[6], row[7])},
        {"quota", api::text_or_null(row[8])},
        {"beacon", api::text_or_null(row[9])},
        {"beacon_due_at", api::time_or_null(row[22])},
        {"trust", trust(row)},
        {"draw_due_at", is_drawn(row) ? api::time_or_null(row[10]) : Json()},
        {"announced_at", api::time_or_null(row[11])},
        {"closed_at", api::time_or_null(row[12])},
        {"drawn_at", api::time_or_null(row[13])},
        {"voided_at", api::time_or_null(row[14])},
        {"void_reason", api::text_or_null(row[15])},
        {"counts",
         {{"reservations", api::count_or_null(row[16])},
          {"entries", api::count_or_null(row[17])},
          {"disqualified", api::count_or_null(row[18])},
          {"winners", api::count_or_null(row[19])}}},
        {"waits_for", api::text_or_null(row[23])},
        {"alarm", row[20].as<bool>()},
        {"template", api::text_or_null(row[25])},
        {"stock", api::count_or_null(row[26])},
        {"remaining", api::count_or_null(row[27])},
        {"server_time", api::time_or_null(row[21])},
    };
    if (repeated) json["repeated"] = true;
    return json.dump();
}

}  // namespace fairdraw::rounds
