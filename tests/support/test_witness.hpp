// A witness (https://c2sp.org/tlog-witness) as small as one can be, on a thread of its own; and ones that
// lie.
//
// Honest, it cosigns only what its log's key signed and what grows out of the log it has seen. Any thread may
// ask it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fairdraw/cosignature.hpp"
#include "support/temporary_folder.hpp"

namespace fairdraw::testing {

class TestWitness {
  public:
    // Makes the cosignature lines of a checkpoint's text that it finds in order: what a lying witness does
    // otherwise. None: it answers 500.
    using Cosign =
        std::function<std::optional<std::string>(const WitnessSigningKey&, const std::string& text)>;

    // `log_key`: the operator's verifier key, one line. `port` 0: any free one.
    TestWitness(const std::string& name, const std::string& log_key, Cosign cosign = honestly);
    ~TestWitness();
    TestWitness(const TestWitness&) = delete;
    TestWitness& operator=(const TestWitness&) = delete;

    static std::optional<std::string> honestly(const WitnessSigningKey& key, const std::string& text);

    // Its verifier key and address, for the server and for auditors.
    std::filesystem::path file() const;

    // The size of the log that it has cosigned.
    std::uint64_t seen() const;
    // Checkpoints that it refused for not growing out of what it had seen, or for a bad signature.
    int refused() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace fairdraw::testing
