// One check in the making: what did not hold, in plain words.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "fairdraw/audit.hpp"

namespace fairdraw {

class Finding {
  public:
    explicit Finding(std::string_view id) : id_(id) {}

    void require(bool held, std::string_view otherwise) {
        if (held) return;
        if (!wrong_.empty()) wrong_ += "; ";
        wrong_ += otherwise;
    }

    bool held() const { return wrong_.empty(); }

    Check conclude(std::string_view when_held) const {
        return {id_, held(), held() ? std::string(when_held) : wrong_};
    }

    /// For a check that cannot say yes: false when something was wrong, else null.
    Check conclude_unknown(std::string_view why) const {
        if (!held()) return {id_, false, wrong_};
        return {id_, std::nullopt, std::string(why)};
    }

  private:
    std::string id_;
    std::string wrong_;
};

}  // namespace fairdraw
