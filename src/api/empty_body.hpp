// Bodies that carry nothing may be empty or `{}`. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "api/refusal.hpp"

namespace fairdraw::api {

inline std::optional<Refusal> refuse_body(std::string_view body) {
    std::string bare;
    for (const char c : body)
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') bare += c;
    if (bare.empty() || bare == "{}") return std::nullopt;
    return Refusal{http::Code::invalid_request,
                   "this request carries nothing: the body must be empty or {}",
                   {http::Recorded::no}};
}

}  // namespace fairdraw::api
