// The texts: what is written can be read, and nothing is read that would not have been written so.
#include <doctest/doctest.h>

#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "fairdraw/note.hpp"
#include "fairdraw/receipt.hpp"
#include "fairdraw/texts.hpp"
#include "vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

/// A text's bytes if it is one, after having been read and written again.
using Rewrite = std::function<std::optional<std::string>(std::string_view)>;

template <class Text>
Rewrite rewrite_by(tl::expected<Text, Unreadable> (*parse)(std::string_view, std::string_view)) {
    return [parse](std::string_view text) -> std::optional<std::string> {
        const auto parsed = parse(text, "file");
        if (!parsed) return std::nullopt;
        return format(*parsed);
    };
}

struct Sample {
    std::string name;
    Rewrite rewrite;
    std::string text;
};

Sample sample(const std::string& bundle, const std::string& file, Rewrite rewrite) {
    const auto note = parse_note(read_whole(bundles / bundle / file), file);
    return {bundle + "/" + file, std::move(rewrite), note.value().text};
}

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all{
        sample("seven", "announcement.txt", rewrite_by(parse_announcement)),
        sample("without-reservation", "announcement.txt", rewrite_by(parse_announcement)),
        sample("count", "announcement.txt", rewrite_by(parse_announcement)),
        sample("drand-quicknet-1000", "announcement.txt", rewrite_by(parse_announcement)),
        sample("seven", "close.txt", rewrite_by(parse_close)),
        sample("empty", "draw.txt", rewrite_by(parse_draw)),
        sample("drand-quicknet-1000", "draw.txt", rewrite_by(parse_draw)),
        sample("void-before-the-close", "void.txt", rewrite_by(parse_void)),
        sample("void-after-the-close", "void.txt", rewrite_by(parse_void)),
        {"receipts", rewrite_by(parse_receipts),
         "fairdraw/v1 receipts\norigin shop.example/coupons\nround daily-2026-11-21\n"
         "committed 2026-11-21T15:00:01.123Z\nsize 57\n"
         "root ad666531aaf49faf3d63877413ba2929b531abf5676328383ea9267af5be1f60\n"},
    };
    return all;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("honest texts read and written again are the same bytes") {
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        CHECK(sample.rewrite(sample.text) == sample.text);
    }
}

TEST_CASE("whatever single byte is altered, a text reads back as it stands or not at all") {
    std::mt19937 random(1);
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        for (std::size_t at = 0; at < sample.text.size(); ++at) {
            std::string altered = sample.text;
            const char byte = "\n\r \t+-0:Zz.\xff\xc2\xa0"[random() % 14];
            switch (random() % 3) {
                case 0:
                    altered[at] = byte;
                    break;
                case 1:
                    altered.insert(at, 1, byte);
                    break;
                default:
                    altered.erase(at, 1);
            }
            const auto rewritten = sample.rewrite(altered);
            if (rewritten) CHECK(*rewritten == altered);
        }
    }
}

TEST_CASE("a text is not read without one of its lines, with one twice, or with two swapped") {
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        for (std::size_t begin = 0; begin < sample.text.size();) {
            const std::size_t end = sample.text.find('\n', begin) + 1;
            const std::string line = sample.text.substr(begin, end - begin);
            CAPTURE(line);
            CHECK_FALSE(sample.rewrite(replaced(sample.text, line, "")));
            CHECK_FALSE(sample.rewrite(replaced(sample.text, line, line + line)));
            CHECK_FALSE(sample.rewrite(replaced(sample.text, line, "") + line).has_value() ==
                        (end != sample.text.size()));
            begin = end;
        }
        CHECK_FALSE(sample.rewrite(""));
        CHECK_FALSE(sample.rewrite(sample.text + "\n"));
        CHECK_FALSE(sample.rewrite(sample.text.substr(0, sample.text.size() - 1)));
    }
}

TEST_CASE("an error names the file and the line that is wrong") {
    const Sample& close = samples()[4];
    const auto error = parse_close(replaced(close.text, "reservations ", "reservations 0"), "close.txt");
    REQUIRE_FALSE(error);
    CHECK(error.error().message().starts_with("close.txt, line 6: "));
}

TEST_CASE("numbers: no sign, no leading zero, at most 2^40") {
    const std::string close = samples()[4].text;
    const auto reads = [&](const std::string& number) {
        const std::size_t at = close.find("reservations ") + 13;
        std::string altered = close;
        return parse_close(altered.replace(at, close.find('\n', at) - at, number)).has_value();
    };
    for (const char* number : {"0", "1", "10", "1099511627776"}) CHECK(reads(number));
    for (const char* number : {"", "00", "01", "-1", "+1", "1.0", "1e3", "0x1", " 1", "1 ", "1099511627777",
                               "18446744073709551617", "99999999999999999999999999", "\u0661"}) {
        CAPTURE(number);
        CHECK_FALSE(reads(number));
    }
}

TEST_CASE("quotas: 1 <= A <= B <= 1000000, count from 0 to 2^40, nothing else") {
    for (const char* rule : {"odds 1/1 floor", "odds 1/5 stochastic", "odds 1000000/1000000 stochastic",
                             "count 0", "count 1099511627776"}) {
        CAPTURE(rule);
        const auto quota = parse_quota(rule);
        REQUIRE(quota);
        CHECK(format_quota(*quota) == rule);
    }
    for (const char* rule : {"",
                             "odds",
                             "odds ",
                             "odds 1/5",
                             "odds 1/5 ",
                             "odds 1/5 ceiling",
                             "odds 1/5 stochastic ",
                             "odds 0/5 floor",
                             "odds 6/5 floor",
                             "odds 1/0 floor",
                             "odds 0/0 floor",
                             "odds 1/05 floor",
                             "odds 1 / 5 floor",
                             "odds 1/5/5 floor",
                             "odds 1/1000001 floor",
                             "odds -1/5 floor",
                             "odds 1/5 floor x",
                             "Odds 1/5 floor",
                             "count",
                             "count ",
                             "count -1",
                             "count 01",
                             "count 1 ",
                             "count 1099511627777",
                             "odds 4294967297/4294967298 floor"}) {
        CAPTURE(rule);
        CHECK_FALSE(parse_quota(rule));
    }
}

TEST_CASE("a void names its close and the secret, or neither") {
    const std::string early = samples()[7].text;
    const std::string hex(64, 'a');
    CHECK(parse_void(early));
    CHECK_FALSE(parse_void(replaced(early, "close none", "close " + hex)));
    CHECK_FALSE(parse_void(replaced(early, "secret none", "secret " + hex)));
    CHECK(
        parse_void(replaced(replaced(early, "close none", "close " + hex), "secret none", "secret " + hex)));
    const auto reason = [&](const std::string& text) {
        return parse_void(replaced(early, "the shop withdrew the offer", text)).has_value();
    };
    CHECK(reason("x"));
    CHECK(reason("\u64a4\u56de, caf\u00e9"));
    for (const char* text : {"a  b", "a\x7f", "a\u0085"}) CHECK(reason(text));  // odd, but one line of a note
    for (const char* text : {"", " x", "x ", "a\tb", "a\x1f", "\xff"}) CHECK_FALSE(reason(text));
}

TEST_CASE("what no text can hold is not written") {
    const auto announcement = parse_announcement(samples()[0].text).value();
    const auto refuses = [&](auto alter) {
        Announcement altered = announcement;
        alter(altered);
        CHECK_THROWS_AS(format(altered), std::invalid_argument);
    };
    refuses([](Announcement& it) { it.origin = "two words"; });
    refuses([](Announcement& it) { it.origin = ""; });
    refuses([](Announcement& it) { it.quota = Odds{6, 5, {}}; });
    refuses([](Announcement& it) { it.quota = FixedCount{largest_count + 1}; });
    refuses([](Announcement& it) { it.beacon = DrandRound{{}, 0}; });
    refuses([](Announcement& it) { it.announced = UnixMs{INT64_MAX}; });
    auto voided = parse_void(samples()[8].text).value();
    voided.reason = "two\nlines";
    CHECK_THROWS_AS(format(voided), std::invalid_argument);
    voided = parse_void(samples()[8].text).value();
    voided.secret.reset();
    CHECK_THROWS_AS(format(voided), std::invalid_argument);
}
