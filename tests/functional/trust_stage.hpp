// What docs/trust.md is tried with: a round that the real program played, and an operator who has its
// database and its key, and so can make and sign whatever the program could.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "fairdraw/audit.hpp"
#include "support/made_round.hpp"
#include "support/stage.hpp"

namespace fairdraw::testing {

// The key that the real program signs with in the tests.
const SigningKey& stolen_key();

// A round without reservations, played once an executable; its database stays there, its server does not.
struct PlayedRound {
    static const PlayedRound& shared();
    PlayedRound();

    Tag tag_of(const std::string& user) const { return receipts.at(user).tag; }

    std::string database_url;
    EvidenceInMemory evidence;
    std::vector<std::string> log;             // its leaves
    std::map<std::string, Receipt> receipts;  // by user
    Hash secret{};
    Hash tag_key{};
};

// Makes a round's evidence as the program does, from lists and texts that may have been altered. It begins
// with what the program published of the played round.
struct Forger {
    Forger();

    // The same round, waiting for quicknet's round 1000, which was due in August 2023: all of its times are
    // moved there. Its draw is still to be made.
    static Forger with_beacon();

    // Each makes what it is named after from what stands before it.
    void close_list();
    void draw_winners();
    void close_and_draw();

    bool wins(const Tag& tag) const;
    std::string entries_file() const;
    std::string winners_file() const;
    std::string announcement_text() const { return format(announcement); }
    std::string close_text() const { return format(close); }
    std::string draw_text() const { return format(draw); }
    // As leaves of a log.
    std::vector<std::string> texts() const { return {announcement_text(), close_text(), draw_text()}; }
    EvidenceInMemory sign() const;
    // With proofs that north() saw the announcement and the close in the operator's log, and when.
    EvidenceInMemory sign_witnessed(UnixMs announcement_seen, UnixMs close_seen) const;

    Announcement announcement;
    Close close;
    Draw draw;
    std::set<Tag> entries;
    std::map<Tag, std::string> disqualified;  // and why
    std::vector<Tag> winners;
};

// Somebody who entered the played round and did not win, and would have liked to.
Tag friends_tag();

// Alters something over and over, each time otherwise, until `tag` wins; answers how often that was.
int grind(Forger& forger, const Tag& tag, const std::function<void(int attempt)>& alter);

// When quicknet's round 1000 was due.
inline constexpr UnixMs beacon_due{1'692'806'364'000};

// The checks that fail under the operator's key; fails the test when the evidence cannot be read.
using Ids = std::vector<std::string>;
Ids named(EvidenceInMemory evidence, AuditOptions options = {});
// `published`, with north() for a witness.
std::optional<bool> published(EvidenceInMemory evidence);
// Of a log under that key, an hour after everything in the played round was due.
Ids named(LogInMemory log, std::optional<std::string> checkpoint_kept = {});
// Of a round, inside its database.
Ids named_in_database(const std::string& database_url, const std::string& round,
                      const std::string& tampering);
// Inside the played round's database, after something was done to it that is then taken back.
Ids named_in_database(const std::string& tampering);

// Under the operator's key. The played round's has three leaves.
LogInMemory log_with(const std::vector<std::string>& texts);
LogInMemory honest_log();
// The log that a running service shows to everybody.
LogInMemory log_of(Stage& stage);
// A receipt's JSON.
Receipt receipt_from(const nlohmann::json& json);

}  // namespace fairdraw::testing
