// Finds rounds by their id, and remembers them: the rush asks for the same one thousands of times a second.
// Any thread.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>

#include "api/refusal.hpp"
#include "postgres/pool.hpp"
#include "rounds/round.hpp"
#include "rounds/signing_keys.hpp"

namespace pqxx {
class row;
}

namespace fairdraw::rounds {

class RoundDirectory {
  public:
    // `keeper`: connections that may read tag keys. Both must outlive it and the rounds it gives.
    RoundDirectory(postgres::Pool& keeper, const SigningKeys& keys) : keeper_(keeper), keys_(keys) {}

    // Refuses with round_not_found. Throws when the database must be asked and cannot be.
    tl::expected<RoundPtr, api::Refusal> find(std::string_view round_id);

    // Without asking the database: null when it must be asked.
    RoundPtr remembered(const std::string& round_id) const;

  private:
    RoundPtr read(const RoundId& id);
    Round round_of(const pqxx::row& row, const RoundId& id) const;

    postgres::Pool& keeper_;
    const SigningKeys& keys_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, RoundPtr> rounds_;
};

}  // namespace fairdraw::rounds
