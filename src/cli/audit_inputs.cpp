#include "cli/audit_inputs.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "http/json_input.hpp"

namespace fairdraw::cli {
namespace {

using http::number_in;
using http::parse_object;
using http::string_in;
using http::strings_in;
using http::WrongJson;
using nlohmann::json;

constexpr std::size_t largest_input = std::size_t{1} << 20;
constexpr std::string_view quicknet_scheme = "bls-unchained-g1-rfc9380";
constexpr std::string_view quicknet_public_key =
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
constexpr std::int64_t longest_period_s = 366 * 86'400;
constexpr std::int64_t latest_genesis_s = 253'402'300'799;  // the year 9999

/// A receipt, or the whole answer to an entry with the receipt in it.
ReceiptFields receipt_fields(const json& given) {
    const bool whole_answer = given.contains("receipt") && !given.contains("note");
    const json& object = whole_answer ? given.at("receipt") : given;
    if (object.is_null()) throw WrongJson{"its `receipt` is null: the server gave none"};
    if (!object.is_object()) throw WrongJson{"its `receipt` is not an object"};
    if (!whole_answer && !object.contains("note"))
        throw WrongJson{"no receipt: neither what an entry was answered with, nor its member `receipt`"};
    return {.origin = string_in(object, "origin"),
            .round = string_in(object, "round"),
            .tag = string_in(object, "tag"),
            .received_at = string_in(object, "received_at"),
            .salt = string_in(object, "salt"),
            .index = number_in(object, "index", largest_count),
            .path = strings_in(object, "path"),
            .note = string_in(object, "note")};
}

/// Nothing here pairs, but what describes no chain to an auditor that does describes none to this one.
std::string public_key_in(const json& object) {
    std::string hex = string_in(object, "public_key");
    std::array<std::uint8_t, 96> key;
    if (!read_hex(hex, key)) throw WrongJson{"its `public_key` is not 192 lower-case hexadecimal digits"};
    return hex;
}

DrandChain drand_chain(const json& object) {
    const auto hash = hash_from_hex(string_in(object, "hash"));
    if (!hash) throw WrongJson{"its `hash` is not 64 lower-case hexadecimal digits"};
    const std::string scheme = string_in(object, "schemeID");
    if (scheme != quicknet_scheme) {
        throw WrongJson{
            fmt::format("its `schemeID` is not {}, the only scheme of the protocol", quicknet_scheme)};
    }
    const std::uint64_t period_s = number_in(object, "period", longest_period_s);
    if (period_s == 0) throw WrongJson{"its `period` is 0"};
    const DrandChain chain{
        .hash = *hash,
        .genesis_s = static_cast<std::int64_t>(number_in(object, "genesis_time", latest_genesis_s)),
        .period_s = static_cast<std::int64_t>(period_s)};
    const std::string public_key = public_key_in(object);
    const DrandChain quicknet = DrandChain::quicknet();
    const bool as_known = chain.genesis_s == quicknet.genesis_s && chain.period_s == quicknet.period_s &&
                          public_key == quicknet_public_key;
    if (chain.hash == quicknet.hash && !as_known)
        throw WrongJson{"it describes quicknet otherwise than it is"};
    return chain;
}

/// A JSON object through `make`, whatever is wrong with it as a value.
template <class Make>
auto parse_json(const std::string& bytes, const std::string& file, Make make)
    -> tl::expected<decltype(make(std::declval<const json&>())), Unreadable> {
    try {
        return make(parse_object(bytes));
    } catch (const WrongJson& wrong) {
        return tl::unexpected(Unreadable{file, 0, wrong.reason});
    }
}

}  // namespace

std::string read_input(const std::string& file) {
    std::error_code error;
    std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file, error))
        throw EvidenceUnavailable(file + ": cannot be read");
    std::string bytes(largest_input + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) throw EvidenceUnavailable(file + ": cannot be read");
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > largest_input) throw EvidenceUnavailable(file + ": larger than 1 MiB");
    return bytes;
}

tl::expected<VerifierKey, Unreadable> read_verifier_key(const std::string& file) {
    return parse_verifier_key_file(read_input(file), file);
}

tl::expected<Witness, Unreadable> read_witness(const std::string& file) {
    return parse_witness_file(read_input(file), file);
}

tl::expected<SignedCheckpoint, Unreadable> read_checkpoint(const std::string& file) {
    return parse_signed_checkpoint(read_input(file), file);
}

tl::expected<Receipt, Unreadable> parse_receipt_file(const std::string& bytes, const std::string& file) {
    return parse_json(bytes, file, receipt_fields).and_then([&](const ReceiptFields& fields) {
        return parse_receipt(fields, file);
    });
}

tl::expected<Receipt, Unreadable> read_receipt(const std::string& file) {
    return parse_receipt_file(read_input(file), file);
}

tl::expected<DrandChain, Unreadable> parse_drand_chain_file(const std::string& bytes,
                                                            const std::string& file) {
    return parse_json(bytes, file, drand_chain);
}

tl::expected<DrandChain, Unreadable> read_drand_chain(const std::string& file) {
    return parse_drand_chain_file(read_input(file), file);
}

}  // namespace fairdraw::cli
