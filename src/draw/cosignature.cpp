#include "fairdraw/cosignature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "big_endian.hpp"
#include "ed25519.hpp"
#include "fairdraw/identifiers.hpp"
#include "key_line.hpp"
#include "line_cutter.hpp"
#include "stray_bytes.hpp"

namespace fairdraw {
namespace {

constexpr auto algorithm = KeyAlgorithm::ed25519_cosignature;
constexpr std::size_t timestamp_size = 8;
constexpr auto latest_s = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::string signed_message(std::string_view text, std::uint64_t time_s) {
    return fmt::format("cosignature/v1\ntime {}\n{}", time_s, text);
}

bool is_http_address(std::string_view line) {
    const bool printable = std::ranges::all_of(line, [](char c) { return c > 0x20 && c < 0x7f; });
    const auto names_a_host = [&](std::string_view scheme) {
        return line.starts_with(scheme) && line.size() > scheme.size();
    };
    return printable && (names_a_host("http://") || names_a_host("https://"));
}

}  // namespace

WitnessKey::WitnessKey(std::string_view name, const PublicKey& public_key)
    : name_(name), public_key_(public_key), id_(key_id_of(name, algorithm, public_key)) {}

tl::expected<WitnessKey, std::string> WitnessKey::parse(std::string_view line) {
    const auto parts = parse_key_line(line, algorithm);
    if (!parts) return tl::unexpected(parts.error());
    WitnessKey key(parts->name, parts->key);
    return require_public_key(*parts, key.id_).map([&] { return key; });
}

std::string WitnessKey::format() const {
    return format_key_line(name_, id_, algorithm, public_key_);
}

std::optional<std::int64_t> WitnessKey::cosigned_at_s(std::string_view text,
                                                      std::string_view signature) const {
    if (signature.size() < timestamp_size) return std::nullopt;
    const auto time_s = from_big_endian<std::uint64_t>(bytes_of(signature.substr(0, timestamp_size)));
    if (time_s > latest_s) return std::nullopt;
    const std::string message = signed_message(text, time_s);
    if (!ed25519::verifies(public_key_, message, signature.substr(timestamp_size))) return std::nullopt;
    return static_cast<std::int64_t>(time_s);
}

CosignatureCount count_cosignatures(const Note& checkpoint, const WitnessKey& key) {
    CosignatureCount count;
    for (const SignatureLine& line : checkpoint.signatures) {
        if (line.name != key.name() || line.key_id != key.id()) continue;
        ++count.by_key;
        const auto time_s = key.cosigned_at_s(checkpoint.text, line.signature);
        if (!time_s) continue;
        ++count.valid;
        count.earliest_s = std::min(count.earliest_s.value_or(*time_s), *time_s);
    }
    return count;
}

CosignatureCount count_cosignatures(const Note& checkpoint, const std::vector<WitnessKey>& keys) {
    CosignatureCount all;
    for (const WitnessKey& key : keys) {
        const CosignatureCount one = count_cosignatures(checkpoint, key);
        all.by_key += one.by_key;
        all.valid += one.valid;
        if (one.earliest_s)
            all.earliest_s = std::min(all.earliest_s.value_or(*one.earliest_s), *one.earliest_s);
    }
    return all;
}

tl::expected<Witness, Unreadable> parse_witness_file(std::string_view bytes, std::string_view file) {
    if (auto stray = stray_bytes(bytes, file)) return tl::unexpected(*std::move(stray));
    LineCutter lines(bytes, file);
    const auto key_line = lines.next();
    if (!key_line) return lines.refuse("expected a witness's verifier key, ended by LF");
    auto key = WitnessKey::parse(*key_line);
    if (!key) return lines.refuse(key.error());
    Witness witness{.key = *std::move(key)};
    if (lines.done()) return witness;
    const auto prefix = lines.next();
    if (!prefix || !is_http_address(*prefix)) return lines.refuse("expected an http:// or https:// address");
    witness.submission_prefix = std::string(*prefix);
    if (!lines.done()) {
        lines.next();
        return lines.refuse("an extra line");
    }
    return witness;
}

WitnessSigningKey::WitnessSigningKey(WitnessKey verifier_key, std::shared_ptr<evp_pkey_st> key)
    : verifier_key_(std::move(verifier_key)), key_(std::move(key)) {}

WitnessSigningKey WitnessSigningKey::from_seed(std::string_view name, const Seed& seed) {
    if (!valid_origin(name)) throw std::invalid_argument("a name that is none");
    auto key = ed25519::from_seed(seed);
    const auto public_key = ed25519::public_key_of(key);
    return WitnessSigningKey(WitnessKey(name, public_key), std::move(key));
}

std::string WitnessSigningKey::cosign(std::string_view text, std::int64_t time_s) const {
    if (time_s < 0) throw std::invalid_argument("a time before 1970");
    const auto time = static_cast<std::uint64_t>(time_s);
    const auto signature = ed25519::sign(key_, signed_message(text, time));
    std::string bytes;
    for (const auto byte : big_endian(time)) bytes += static_cast<char>(byte);
    for (const auto byte : signature) bytes += static_cast<char>(byte);
    return format_signature_line(verifier_key_.name(), verifier_key_.id(), bytes);
}

}  // namespace fairdraw
