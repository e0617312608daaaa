// A round as the rush needs it: what is fixed by its announcement. Immutable; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "fairdraw/draw.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/note.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw::rounds {

// The round inside this database.
enum class RoundNumber : std::int32_t {};

struct Giving {
    int template_no;
    std::int64_t stock;
    std::optional<std::string> segment = {};  // that the token must name
};

struct Round {
    RoundNumber number;
    RoundId id;
    std::optional<Window> reserve;
    Window enter;
    UnixMs draw_due;
    TagKey tag_key;
    const SigningKey* key;  // that it was announced under; null where it is not here
    // What whoever comes first gets; nothing where there is a draw. Such a round has neither tags nor key.
    std::optional<Giving> gives = {};
};

using RoundPtr = std::shared_ptr<const Round>;

inline int sql_value(RoundNumber number) {
    return static_cast<int>(number);
}

}  // namespace fairdraw::rounds
