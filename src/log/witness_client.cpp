#include "log/witness_client.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <stdexcept>

#include "http/outgoing.hpp"

namespace fairdraw::log {

namespace {

// Some signature lines, at most.
constexpr http::OutgoingLimits limits{.timeout_ms = 5'000, .largest_answer = 64 * 1024};

std::string address_of(const Witness& witness) {
    if (!witness.submission_prefix)
        throw std::invalid_argument("witness " + witness.key.name() +
                                    ": its file lacks a second line, the address to submit checkpoints to");
    auto address = *witness.submission_prefix;
    while (address.ends_with('/')) address.pop_back();
    return address;
}

std::optional<std::uint64_t> size_in(std::string_view body) {
    if (body.ends_with('\n')) body.remove_suffix(1);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), size);
    if (error != std::errc{} || end != body.data() + body.size()) return std::nullopt;
    return size;
}

}  // namespace

WitnessClient::WitnessClient(Witness witness)
    : witness_(std::move(witness)), url_(address_of(witness_) + "/add-checkpoint") {}

WitnessAnswer WitnessClient::add_checkpoint(std::uint64_t seen, std::span<const Hash> path,
                                            const std::string& checkpoint,
                                            const std::stop_token& stop) const {
    auto body = fmt::format("old {}\n", seen);
    for (const auto& hash : path) body += to_base64(hash) + "\n";
    const std::array request{http::OutgoingRequest{url_, body + "\n" + checkpoint}};
    const auto answer = http::send_all(request, limits, stop).front();
    if (!answer) return Trouble{"it " + answer.error()};
    if (answer->status == 200) return read_cosignature(checkpoint, answer->body);
    const auto size = answer->status == 409 ? size_in(answer->body) : std::nullopt;
    if (size) return HasSeen{*size};
    return Trouble{fmt::format("it answers {}", answer->status)};
}

// Of all that it says, only what verifies counts; its own words are for nobody's log.
WitnessAnswer WitnessClient::read_cosignature(const std::string& checkpoint, const std::string& body) const {
    for (std::size_t begin = 0; begin < body.size();) {
        const auto end = std::min(body.find('\n', begin), body.size() - 1) + 1;
        const auto line = body.substr(begin, end - begin);
        begin = end;
        const auto signed_by_both = parse_note(checkpoint + line, "checkpoint");
        if (!signed_by_both) continue;
        const auto found = count_cosignatures(*signed_by_both, witness_.key);
        if (found.valid == 1) return Cosigned{line, *found.earliest_s};
    }
    return Trouble{"its answer holds no cosignature of its own that verifies"};
}

}  // namespace fairdraw::log
