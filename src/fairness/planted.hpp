// Draws that are not fair, each in a way that real ones were: whoever looks for bias must find these.
// Pure; any thread.
#pragma once

#include "fairness/trial.hpp"

namespace fairdraw::fairness {

/// Who comes first has a ticket a fourth lower than who comes last.
Winners early_draw(const Round& round);
/// Tickets cut to one byte modulo 100, and 20 % taken to be those below 20.
Winners modulo_draw(const Round& round);
/// Whoever comes last cannot win.
Winners draw_without_last_arrival(const Round& round);
/// Whoever stands last in the list cannot win.
Winners draw_without_last_in_list(const Round& round);
/// Whose tag begins with 0 has a ticket a third lower.
Winners prefix_draw(const Round& round);
/// Friends (users 0 and 1, 2 and 3, …) win together, though everybody wins as often as anybody.
Winners draw_of_friends(const Round& round);

}  // namespace fairdraw::fairness
