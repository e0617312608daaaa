#include "log/witness_client.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <charconv>
#include <stdexcept>

namespace fairdraw::log {

namespace {

constexpr std::time_t connect_timeout_s = 3;
constexpr std::time_t silence_timeout_s = 5;
// Signature lines, a hundred of them; a witness that says more is not to be listened to.
constexpr std::size_t largest_answer = 64 * 1024;

std::string address_of(const Witness& witness) {
    if (!witness.submission_prefix)
        throw std::invalid_argument("witness " + witness.key.name() +
                                    ": its file lacks a second line, the address to submit checkpoints to");
    auto address = *witness.submission_prefix;
    while (address.ends_with('/')) address.pop_back();
    return address;
}

std::size_t path_begin(const std::string& address) {
    const auto host = address.find("://") + 3;
    return std::min(address.find('/', host), address.size());
}

std::optional<std::uint64_t> size_in(std::string_view body) {
    if (body.ends_with('\n')) body.remove_suffix(1);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), size);
    if (error != std::errc{} || end != body.data() + body.size()) return std::nullopt;
    return size;
}

}  // namespace

struct WitnessClient::Connection {
    explicit Connection(const std::string& address)
        : path(address.substr(path_begin(address)) + "/add-checkpoint"),
          client(address.substr(0, path_begin(address))) {
        if (!client.is_valid()) throw std::invalid_argument(address + ": no address of a witness");
        client.set_follow_location(false);
        client.set_keep_alive(true);
        client.set_tcp_nodelay(true);
        client.set_connection_timeout(connect_timeout_s);
        client.set_read_timeout(silence_timeout_s);
        client.set_write_timeout(silence_timeout_s);
    }

    const std::string path;
    httplib::Client client;
};

WitnessClient::WitnessClient(Witness witness)
    : witness_(std::move(witness)), connection_(std::make_unique<Connection>(address_of(witness_))) {}

WitnessClient::~WitnessClient() = default;

WitnessAnswer WitnessClient::add_checkpoint(std::uint64_t seen, std::span<const Hash> path,
                                            const std::string& checkpoint) {
    httplib::Request request;
    request.method = "POST";
    request.path = connection_->path;
    request.headers.emplace("Content-Type", "text/plain; charset=utf-8");
    request.body = fmt::format("old {}\n", seen);
    for (const auto& hash : path) request.body += to_base64(hash) + "\n";
    request.body += "\n" + checkpoint;
    std::string body;
    request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
        body.append(data, size);
        return body.size() <= largest_answer;
    };
    const auto result = connection_->client.send(request);
    if (!result) return Trouble{body.size() > largest_answer ? "it answers too much" : "it does not answer"};
    if (result->status == 200) return read_cosignature(checkpoint, body);
    const auto size = result->status == 409 ? size_in(body) : std::nullopt;
    if (size) return HasSeen{*size};
    return Trouble{fmt::format("it answers {}", result->status)};
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
