// What is printed of a round or a step: JSON for scripts, a table for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "rush.hpp"
#include "steps.hpp"
#include "whole_round.hpp"

namespace crowd {

nlohmann::json to_json(const Tally&);
nlohmann::json to_json(const Round&);
nlohmann::json to_json(const Rush&);

// One line a round, from what to_json wrote, first those that were drawn. Below it every failure.
std::string table(const std::vector<nlohmann::json>& rounds);

// JSON lines: user, tag, received_at, status, coupon.
void write_told(const std::string& path, const People&, const std::vector<Told>&);

}  // namespace crowd
