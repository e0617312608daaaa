#include "rounds/receipts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <stdexcept>

#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

constexpr std::size_t leaf_bytes = 24;  // a tag, and when it was received: 8 bytes, big-endian

// Of the largest these are some 6 MB.
constexpr std::size_t batches_a_trip = 64;

// Writes the receipts of one batch; what they share is written once. Appends, as this is done for each entry
// of the rush.
class ReceiptWriter {
  public:
    ReceiptWriter(const Round& round, const ReceiptBatch& batch)
        : batch_(batch),
          begin_(fmt::format(R"({{"origin":{},"round":"{}","tag":")",
                             nlohmann::json(round.key->origin()).dump(), round.id.text())),
          end_(fmt::format(R"(],"note":{}}})", nlohmann::json(batch.note()).dump())) {}

    // None for a tag that is not in the batch: somebody has changed what was recorded.
    std::string receipt_of(const Tag& tag) const {
        const auto place = batch_.place_of(tag);
        return place ? receipt_of(tag, *place) : no_receipt;
    }

    std::string receipt_of(const Tag& tag, const ReceiptBatch::Place& place) const {
        constexpr std::size_t fixed_parts = 200, bytes_a_hash = 67;
        std::string json;
        json.reserve(begin_.size() + fixed_parts + place.path.size() * bytes_a_hash + end_.size());
        json += begin_;
        append_hex(json, tag);
        (json += R"(","received_at":")") += format_rfc3339(place.received_at);
        append_hex(json += R"(","salt":")", place.salt);
        ((json += R"(","index":)") += std::to_string(place.index)) += R"(,"path":[)";
        for (std::size_t i = 0; i < place.path.size(); ++i) {
            append_hex(json += i == 0 ? "\"" : ",\"", place.path[i]);
            json += '"';
        }
        return json += end_;
    }

  private:
    const ReceiptBatch& batch_;
    const std::string begin_;
    const std::string end_;
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

std::map<std::int64_t, BatchPtr> read_batches(postgres::Connection& connection, const Round& round,
                                              std::span<const std::int64_t> numbers) {
    std::map<std::int64_t, BatchPtr> batches;
    const std::vector<std::int64_t> wanted(numbers.begin(), numbers.end());
    for (const auto& row : connection.read(sql::find_receipt_batches, {sql_value(round.number), wanted}))
        batches.emplace(row[0].as<std::int64_t>(),
                        std::make_shared<const ReceiptBatch>(*round.key, round.id, round.tag_key,
                                                             UnixMs{row[1].as<std::int64_t>()},
                                                             entries_of(row[2].as<std::string>())));
    return batches;
}

}  // namespace

std::string format_leaves(std::vector<Promised> entries) {
    std::ranges::sort(entries);
    std::vector<std::uint8_t> bytes;
    bytes.reserve(entries.size() * leaf_bytes);
    for (const auto& entry : entries) {
        bytes.insert(bytes.end(), entry.tag.begin(), entry.tag.end());
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes.push_back(static_cast<std::uint8_t>(entry.received_at.value >> shift));
    }
    return "\\x" + to_hex(bytes);
}

std::vector<std::string> make_receipts(const Round& round, UnixMs committed,
                                       const std::vector<Promised>& promised, RecentBatches& recent) {
    const auto batch =
        std::make_shared<const ReceiptBatch>(*round.key, round.id, round.tag_key, committed, promised);
    const ReceiptWriter writer{round, *batch};
    std::vector<std::string> receipts;
    receipts.reserve(promised.size());
    for (const auto& entry : promised) receipts.push_back(writer.receipt_of(entry.tag));
    recent.remember(batch);
    return receipts;
}

std::optional<RememberedEntry> find_remembered(const Round& round, const Tag& tag, RecentBatches& recent) {
    if (!round.key) return std::nullopt;
    const auto batch = recent.find(tag);
    if (!batch) return std::nullopt;
    const auto place = batch->place_of(tag).value();
    return RememberedEntry{place.received_at, ReceiptWriter{round, *batch}.receipt_of(tag, place)};
}

std::vector<std::string> make_receipts_again(postgres::Connection& connection, const Round& round,
                                             std::span<const EarlierEntry> entries, RecentBatches& recent) {
    std::vector<std::string> receipts(entries.size(), no_receipt);
    if (!round.key) return receipts;
    std::multimap<std::int64_t, std::size_t> by_batch;
    for (std::size_t i = 0; i < entries.size(); ++i) by_batch.emplace(entries[i].batch_no, i);
    std::vector<std::int64_t> numbers;
    for (auto next = by_batch.begin(); next != by_batch.end(); next = by_batch.upper_bound(next->first))
        numbers.push_back(next->first);
    for (std::size_t done = 0; done < numbers.size(); done += batches_a_trip) {
        const auto left = std::span{numbers}.subspan(done);
        for (const auto& [number, batch] :
             read_batches(connection, round, left.first(std::min(left.size(), batches_a_trip)))) {
            const ReceiptWriter writer{round, *batch};
            const auto [first, last] = by_batch.equal_range(number);
            for (auto entry = first; entry != last; ++entry)
                receipts[entry->second] = writer.receipt_of(entries[entry->second].tag);
            recent.remember(batch);
        }
    }
    return receipts;
}

}  // namespace fairdraw::rounds
