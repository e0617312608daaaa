// Finds templates that can be claimed, and remembers what is fixed once they are published. Any thread.
#pragma once

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "fairdraw/time.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::coupons {

struct Claimable {
    int template_no;
    std::string id;
    std::optional<std::string> segment;  // that the token must name
    std::optional<UnixMs> from;          // nothing: nobody claims it
};

using ClaimablePtr = std::shared_ptr<const Claimable>;

class ClaimableTemplates {
  public:
    explicit ClaimableTemplates(postgres::Pool& serving) : serving_(serving) {}

    // Null where there is none, or it is still a draft. Asks the database for what is not remembered.
    ClaimablePtr find(const std::string& template_id);

    // Without asking the database: null when it must be asked.
    ClaimablePtr remembered(const std::string& template_id) const;

  private:
    postgres::Pool& serving_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, ClaimablePtr> templates_;
};

}  // namespace fairdraw::coupons
