#include "http/client_address.hpp"

#include <algorithm>
#include <optional>

#include "http/fields.hpp"

namespace fairdraw::http {
namespace {

// "192.0.2.1", "192.0.2.1:80", "[2001:db8::1]", "[2001:db8::1]:80", and without brackets as X-Forwarded-For
// has it. Nothing for "unknown" and for obfuscated names.
std::optional<IpAddress> parse_node(std::string_view node) {
    if (node.starts_with('[')) {
        const auto end = node.find(']');
        if (end == node.npos || (end + 1 < node.size() && node[end + 1] != ':')) return std::nullopt;
        return IpAddress::parse(node.substr(1, end - 1));
    }
    const bool has_port = std::ranges::count(node, ':') == 1;
    return IpAddress::parse(has_port ? node.substr(0, node.find(':')) : node);
}

// Reads `Forwarded` from its begin, because a comma may stand in a quoted string.
class ForwardedReader {
  public:
    explicit ForwardedReader(std::string_view value) : rest_(value) {}

    // What `for` says in each element, empty where it says nothing. Nothing when the field is malformed: then
    // it is not sure where elements end.
    std::optional<std::vector<std::string_view>> read() {
        do {
            if (!read_element()) return std::nullopt;
        } while (take(','));
        if (!rest_.empty()) return std::nullopt;
        return std::move(nodes_);
    }

  private:
    bool read_element() {
        std::optional<std::string_view> node;
        bool has_pairs = false;
        do {
            skip_spaces();
            const auto name = read_until(",;= \t\"");
            if (name.empty()) continue;
            has_pairs = true;
            if (!take('=')) return false;
            const auto value = read_value();
            if (!value) return false;
            if (!equal_ignoring_case(name, "for")) continue;
            if (node) return false;
            node = value;
        } while (skip_spaces(), take(';'));
        if (has_pairs) nodes_.push_back(node.value_or(std::string_view{}));
        return true;
    }

    std::optional<std::string_view> read_value() {
        if (!take('"')) return read_until(",; \t\"");
        std::size_t end = 0;
        while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
        if (end >= rest_.size()) return std::nullopt;
        const auto value = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return value;
    }

    std::string_view read_until(std::string_view stops) {
        const auto text = rest_.substr(0, rest_.find_first_of(stops));
        rest_.remove_prefix(text.size());
        return text;
    }

    void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }

    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string_view rest_;
    std::vector<std::string_view> nodes_;
};

}  // namespace

bool TrustedProxies::trusts(const IpAddress& address) const {
    return std::ranges::any_of(ranges_, [&](const AddressRange& range) { return range.contains(address); });
}

IpAddress TrustedProxies::client_of(const Request& request) const {
    const auto peer = IpAddress::parse(request.remote_address).value_or(IpAddress{});
    if (!trusts(peer)) return peer;
    const auto forwarded = request.header("Forwarded");
    const auto x_forwarded_for = request.header("X-Forwarded-For");
    if (!forwarded && !x_forwarded_for) return peer;
    if (!forwarded) return by_x_forwarded_for(peer, *x_forwarded_for);
    const auto client = by_forwarded(peer, *forwarded);
    // A proxy that writes one of them passes the other on as the client made it up.
    if (x_forwarded_for && by_x_forwarded_for(peer, *x_forwarded_for) != client) return peer;
    return client;
}

// `next` gives what the proxy at the address before says of its own peer, until nothing is left.
template <class NextHop>
IpAddress TrustedProxies::walk_back(IpAddress from, NextHop next) const {
    while (trusts(from)) {
        const std::optional<std::string_view> node = next();
        const auto hop = node ? parse_node(*node) : std::nullopt;
        if (!hop) break;
        from = *hop;
    }
    return from;
}

IpAddress TrustedProxies::by_forwarded(const IpAddress& peer, std::string_view value) const {
    auto nodes = ForwardedReader(value).read();
    if (!nodes) return peer;
    return walk_back(peer, [&]() -> std::optional<std::string_view> {
        if (nodes->empty()) return std::nullopt;
        const auto node = nodes->back();
        nodes->pop_back();
        return node;
    });
}

IpAddress TrustedProxies::by_x_forwarded_for(const IpAddress& peer, std::string_view value) const {
    return walk_back(peer, [&]() -> std::optional<std::string_view> {
        if (value.empty()) return std::nullopt;
        const auto comma = value.rfind(',');
        const auto node = trim_spaces(value.substr(comma == value.npos ? 0 : comma + 1));
        value = value.substr(0, comma == value.npos ? 0 : comma);
        return node;
    });
}

}  // namespace fairdraw::http
