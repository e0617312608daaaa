#include "rounds/receipts.hpp"

#include <fmt/compile.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <stdexcept>

#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

constexpr std::size_t leaf_bytes = 24;  // a tag, and when it was received: 8 bytes, big-endian

// Writes the receipts of one batch; what they share is escaped once.
class ReceiptWriter {
  public:
    ReceiptWriter(const Round& round, const ReceiptBatch& batch)
        : round_(round), batch_(batch), note_(nlohmann::json(batch.note()).dump()) {}

    // Throws std::out_of_range when the tag is not in the batch.
    std::string receipt_of(const Tag& tag) const {
        const auto place = batch_.place_of(tag);
        if (!place) throw std::out_of_range("an entry is not in the batch that it names");
        return fmt::format(
            FMT_COMPILE(
                R"({{"origin":{},"round":"{}","tag":"{}","received_at":"{}","salt":"{}","index":{},"path":[{}],"note":{}}})"),
            origin_, round_.id.text(), to_hex(tag), format_rfc3339(place->received_at), to_hex(place->salt),
            place->index, path_json(place->path), note_);
    }

  private:
    static std::string path_json(const std::vector<Hash>& path) {
        std::string json;
        for (const auto& hash : path) ((json += json.empty() ? "\"" : ",\"") += to_hex(hash)) += '"';
        return json;
    }

    const Round& round_;
    const ReceiptBatch& batch_;
    const std::string origin_ = nlohmann::json(round_.key->origin()).dump();
    const std::string note_;
};

std::vector<Promised> entries_of(const std::string& leaves_hex) {
    std::vector<std::uint8_t> bytes(leaves_hex.size() / 2);
    if (!read_hex(leaves_hex, bytes) || bytes.size() % leaf_bytes != 0)
        throw std::runtime_error("a receipt batch that none of ours is");
    std::vector<Promised> entries(bytes.size() / leaf_bytes);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto leaf = std::span{bytes}.subspan(i * leaf_bytes, leaf_bytes);
        std::ranges::copy(leaf.first<16>(), entries[i].tag.begin());
        for (const auto byte : leaf.last<8>())
            entries[i].received_at.value = entries[i].received_at.value << 8 | byte;
    }
    return entries;
}

}  // namespace

std::vector<std::string> make_receipts(const Round& round, UnixMs committed,
                                       const std::vector<Promised>& promised) {
    const ReceiptBatch batch{*round.key, round.id, round.tag_key, committed, promised};
    const ReceiptWriter writer{round, batch};
    std::vector<std::string> receipts;
    receipts.reserve(promised.size());
    for (const auto& entry : promised) receipts.push_back(writer.receipt_of(entry.tag));
    return receipts;
}

std::vector<std::string> make_receipts_again(postgres::Connection& connection, const Round& round,
                                             std::span<const EarlierEntry> entries) {
    std::vector<std::string> receipts(entries.size(), no_receipt);
    if (!round.key) return receipts;
    std::multimap<std::int64_t, std::size_t> by_batch;
    for (std::size_t i = 0; i < entries.size(); ++i) by_batch.emplace(entries[i].batch_no, i);
    std::vector<std::int64_t> numbers;
    for (auto next = by_batch.begin(); next != by_batch.end(); next = by_batch.upper_bound(next->first))
        numbers.push_back(next->first);
    for (const auto& row : connection.read(sql::find_receipt_batches, {sql_value(round.number), numbers})) {
        const ReceiptBatch batch{*round.key, round.id, round.tag_key, UnixMs{row[1].as<std::int64_t>()},
                                 entries_of(row[2].as<std::string>())};
        const ReceiptWriter writer{round, batch};
        const auto [first, last] = by_batch.equal_range(row[0].as<std::int64_t>());
        for (auto entry = first; entry != last; ++entry)
            receipts[entry->second] = writer.receipt_of(entries[entry->second].tag);
    }
    return receipts;
}

}  // namespace fairdraw::rounds
