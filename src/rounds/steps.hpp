// Every transaction that writes, by name. Each has a crash point before and after its commit
// (postgres/transaction.hpp); the crash test goes through this list, so a step that is not tried fails it.
#pragma once

#include <array>

#include "postgres/transaction.hpp"

namespace fairdraw::rounds::steps {

inline constexpr postgres::Step record_reservations{"record_reservations"};
inline constexpr postgres::Step record_entries{"record_entries"};
inline constexpr postgres::Step create_campaign{"create_campaign"};
inline constexpr postgres::Step stop_campaign{"stop_campaign"};
inline constexpr postgres::Step announce{"announce"};
inline constexpr postgres::Step announce_first_come{"announce_first_come"};
inline constexpr postgres::Step fence{"fence"};
inline constexpr postgres::Step close{"close"};
inline constexpr postgres::Step store_beacon{"store_beacon"};
inline constexpr postgres::Step note_wait{"note_wait"};
inline constexpr postgres::Step draw{"draw"};
inline constexpr postgres::Step void_round{"void"};
inline constexpr postgres::Step raise_alarm{"raise_alarm"};
inline constexpr postgres::Step disqualify{"disqualify"};
inline constexpr postgres::Step requalify{"requalify"};

inline constexpr std::array all{record_reservations,
                                record_entries,
                                create_campaign,
                                stop_campaign,
                                announce,
                                announce_first_come,
                                fence,
                                close,
                                store_beacon,
                                note_wait,
                                draw,
                                void_round,
                                raise_alarm,
                                disqualify,
                                requalify};

}  // namespace fairdraw::rounds::steps
