#include "api/refusal.hpp"

#include <fmt/format.h>

namespace fairdraw::api {

Refusal refuse_outside(std::string_view plural, const Window& window, UnixMs arrived) {
    return {http::Code::not_in_active_time,
            fmt::format("too {}: {} are taken from {} and before {}, and this came at {}",
                        arrived < window.from ? "early" : "late", plural, format_rfc3339(window.from),
                        format_rfc3339(window.to), format_rfc3339(arrived)),
            {http::Recorded::no}};
}

std::optional<Refusal> refusal_of(const postgres::Failure& failure) {
    using postgres::FailureKind;
    switch (failure.kind) {
        case FailureKind::conflict:
            return Refusal{
                http::Code::unavailable,
                "somebody else is changing the same just now, and nothing was done; ask again shortly",
                {http::Recorded::not_said, 2}};
        case FailureKind::unavailable:
            return Refusal{http::Code::unavailable,
                           "the database cannot be reached just now; ask again shortly",
                           {http::Recorded::not_said, 2}};
        case FailureKind::commit_unknown:
            return Refusal{http::Code::unavailable,
                           "the database went away while this was being recorded, and whether it was is not "
                           "known; ask again: "
                           "what stands recorded is what you will be told",
                           {http::Recorded::unknown, 2}};
        case FailureKind::defect:
            break;
    }
    return std::nullopt;
}

}  // namespace fairdraw::api
