#include "cli/log_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/evidence_place.hpp"
#include "http/json_input.hpp"

namespace fairdraw::cli {
namespace {

constexpr std::size_t largest_checkpoint = std::size_t{1} << 20;
constexpr std::size_t largest_page = std::size_t{1} << 22;
constexpr std::size_t largest_leaf = std::size_t{1} << 16;  // as JSON; texts have a few hundred bytes
constexpr std::uint64_t leaves_a_page = 1000;

class LogAddress final : public LogSource {
  public:
    explicit LogAddress(const std::string& address)
        : address_(address), server_(open_evidence_address(address)) {}

    std::string checkpoint() override { return get("checkpoint", largest_checkpoint); }

    void leaves(std::uint64_t size, const Sink& sink) override {
        for (std::uint64_t from = 0; from < size;) {
            const auto page = read_page(from, std::min(size, from + leaves_a_page));
            for (const std::string& leaf : page) sink(leaf);
            from += page.size();
        }
    }

  private:
    /// At least one leaf, and perhaps fewer than asked for.
    std::vector<std::string> read_page(std::uint64_t from, std::uint64_t to) {
        const std::string target = fmt::format("leaves?from={}&to={}", from, to);
        const std::string bytes = get(target, largest_page);
        try {
            const auto page = http::parse_object(bytes);
            auto leaves = http::strings_in(page, "leaves");
            const bool as_asked = http::number_in(page, "from", to) == from && !leaves.empty() &&
                                  http::number_in(page, "to", to) == from + leaves.size();
            if (!as_asked) throw http::WrongJson{"not the leaves that were asked for"};
            // Whoever serves a log could give one leaf at a time, and with each as much as a page may be.
            if (bytes.size() > leaves.size() * largest_leaf)
                throw http::WrongJson{"larger than its leaves could be"};
            return leaves;
        } catch (const http::WrongJson& wrong) {
            give_up(target, wrong.reason);
        }
    }

    std::string get(const std::string& target, std::size_t largest) {
        std::string bytes;
        const bool there = server_->read(target, [&](std::string_view piece) {
            bytes += piece;
            return bytes.size() <= largest;
        });
        if (!there) give_up(target, "there is no log at that address; it is as in .../v1/log");
        if (bytes.size() > largest) give_up(target, "larger than this auditor reads");
        return bytes;
    }

    [[noreturn]] void give_up(const std::string& target, const std::string& reason) const {
        throw EvidenceUnavailable(fmt::format("{}, {}: {}", address_, target, reason));
    }

    std::string address_;
    std::unique_ptr<EvidenceSource> server_;
};

}  // namespace

std::unique_ptr<LogSource> open_log(const std::string& address) {
    if (!address.starts_with("http://") && !address.starts_with("https://"))
        throw EvidenceUnavailable(address + ": not an address as in https://shop.example/v1/log");
    return std::make_unique<LogAddress>(address);
}

}  // namespace fairdraw::cli
