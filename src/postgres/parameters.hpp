// The values of a statement's parameters ($1, $2, ...), all sent as text and never pasted into SQL.
// Values; any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fairdraw/time.hpp"

namespace fairdraw::postgres {

class Parameter {
  public:
    Parameter(std::nullopt_t) {}
    Parameter(std::string_view text) : text_(text) {}
    Parameter(const std::string& text) : text_(text) {}
    Parameter(const char* text) : text_(text) {}
    Parameter(bool value) : text_(value ? "true" : "false") {}
    Parameter(int value) : text_(std::to_string(value)) {}
    Parameter(std::int64_t value) : text_(std::to_string(value)) {}
    // Milliseconds since 1970, for fairdraw.from_unix_ms() in the statement.
    Parameter(UnixMs time) : text_(std::to_string(time.value)) {}
    // bytea in its hex form.
    Parameter(std::span<const std::uint8_t> bytes);
    // text[] and bigint[] as array literals; the statement casts them.
    Parameter(const std::vector<std::string>& texts);
    Parameter(const std::vector<std::int64_t>& numbers);
    template <class T>
    Parameter(const std::optional<T>& value) {
        if (value) *this = Parameter(*value);
    }

    // Null pointer for SQL's null.
    const char* c_str() const { return text_ ? text_->c_str() : nullptr; }

  private:
    std::optional<std::string> text_;
};

using Parameters = std::initializer_list<Parameter>;

}  // namespace fairdraw::postgres
