// The small grammar below the texts: hexadecimal, base64, times, names.
#include <doctest/doctest.h>

#include <string>

#include "fairdraw/bytes.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/sha256.hpp"
#include "fairdraw/time.hpp"

using namespace fairdraw;

TEST_CASE("hexadecimal is lower case and of exact length") {
    const Tag tag{0x00, 0x01, 0x7f, 0x80, 0xff, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xab};
    CHECK(to_hex(tag) == "00017f80ff05060708090a0b0c0d0eab");
    CHECK(tag_from_hex("00017f80ff05060708090a0b0c0d0eab") == tag);
    for (const char* text : {"", "00017f80ff05060708090a0b0c0d0ea", "00017f80ff05060708090a0b0c0d0eab0",
                             "00017F80ff05060708090a0b0c0d0eab", "0x017f80ff05060708090a0b0c0d0eab",
                             "00017f80ff05060708090a0b0c0d0ea ", "00017f80ff05060708090a0b0c0d0e\xff\xff"}) {
        CHECK_FALSE(tag_from_hex(text));
    }
}

TEST_CASE("base64 has one spelling") {
    for (const char* bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\xfe\xfb"}) {
        CHECK(from_base64(to_base64(bytes_of(bytes))) == bytes);
    }
    CHECK(to_base64(bytes_of("fooba")) == "Zm9vYmE=");
    CHECK(to_base64(bytes_of("\xff\xfe\xfb")) == "//77");
    for (const char* text : {"Zm9vYmE", "Zm9vYmE==", "Zm9vYmF=", "Zm9vYh==", "Zm9 vYmE=", "Zm9vYmE=\n", "=",
                             "====", "Zm=vYmE=", "Zm9vYm-_", "Z", "Zm9vYmE=Zm9v", " Zm9", "Zg=\n"}) {
        CAPTURE(text);
        CHECK_FALSE(from_base64(text));
    }
}

TEST_CASE("SHA-256 is SHA-256, also of what comes in parts, and again after the end") {
    CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Sha256 hash;
    CHECK(hash.update("a").update("bc").finish() == sha256("abc"));
    CHECK(to_hex(hash.update("abc").finish()) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("times: known ones, there and back") {
    const struct {
        std::int64_t ms;
        const char* text;
    } known[] = {{0, "1970-01-01T00:00:00.000Z"},
                 {-1, "1969-12-31T23:59:59.999Z"},
                 {1'795'273'262'123, "2026-11-21T15:01:02.123Z"},
                 {951'782'400'000, "2000-02-29T00:00:00.000Z"},
                 {1'692'803'367'000, "2023-08-23T15:09:27.000Z"},
                 {-62'167'219'200'000, "0000-01-01T00:00:00.000Z"},
                 {253'402'300'799'999, "9999-12-31T23:59:59.999Z"}};
    for (const auto& [ms, text] : known) {
        CHECK(format_rfc3339(UnixMs{ms}) == text);
        CHECK(parse_rfc3339(text) == UnixMs{ms});
    }
    CHECK_THROWS(format_rfc3339(UnixMs{-62'167'219'200'001}));
    CHECK_THROWS(format_rfc3339(UnixMs{253'402'300'800'000}));
}

TEST_CASE("times: each day follows the one before, through a leap century and one that is none") {
    constexpr std::int64_t ms_per_day = 86'400'000;
    constexpr std::int64_t first_of_1999 = 10'592;
    constexpr std::int64_t first_of_2101 = 47'847;
    std::string previous = "1998-12-31";
    for (std::int64_t day = first_of_1999; day < first_of_2101; ++day) {
        const std::string text = format_rfc3339(UnixMs{day * ms_per_day});
        if (parse_rfc3339(text) != UnixMs{day * ms_per_day} || text.substr(0, 10) <= previous) FAIL(text);
        previous = text.substr(0, 10);
    }
    CHECK(previous == "2100-12-31");
}

TEST_CASE("times: only dates and times that exist, in exactly one form") {
    for (const char* text :
         {"2024-02-29T00:00:00.000Z", "2000-02-29T23:59:59.999Z", "2026-12-31T23:59:59.000Z"}) {
        CHECK(parse_rfc3339(text));
    }
    for (const char* text : {"2023-02-29T00:00:00.000Z",      "1900-02-29T00:00:00.000Z",
                             "2026-02-30T00:00:00.000Z",      "2026-04-31T00:00:00.000Z",
                             "2026-00-01T00:00:00.000Z",      "2026-13-01T00:00:00.000Z",
                             "2026-01-00T00:00:00.000Z",      "2026-01-32T00:00:00.000Z",
                             "2026-01-01T24:00:00.000Z",      "2026-01-01T00:60:00.000Z",
                             "2016-12-31T23:59:60.000Z",      "2026-01-01T00:00:00Z",
                             "2026-01-01T00:00:00.00Z",       "2026-01-01T00:00:00.0000Z",
                             "2026-01-01T00:00:00.000",       "2026-01-01T00:00:00.000z",
                             "2026-01-01t00:00:00.000Z",      "2026-01-01 00:00:00.000Z",
                             "2026-01-01T00:00:00.000+00:00", "2026-01-01T00:00:00,000Z",
                             "12026-01-01T00:00:00.000Z",     "-026-01-01T00:00:00.000Z",
                             "2026-1-01T00:00:00.0000Z",      "+026-01-01T00:00:00.000Z",
                             "2026-01-01T00:00:00.000Z ",     ""}) {
        CAPTURE(text);
        CHECK_FALSE(parse_rfc3339(text));
    }
}

TEST_CASE("windows are half-open") {
    const Window window{UnixMs{10}, UnixMs{20}};
    CHECK_FALSE(window.contains(UnixMs{9}));
    CHECK(window.contains(UnixMs{10}));
    CHECK(window.contains(UnixMs{19}));
    CHECK_FALSE(window.contains(UnixMs{20}));
}

TEST_CASE("round ids") {
    for (const std::string& id : {std::string("a"), std::string("0"), std::string("daily-2026-11-21"),
                                  std::string(64, 'a'), std::string("a-"), std::string("a--b")}) {
        CHECK(RoundId::parse(id).value().text() == id);
    }
    for (const std::string& id :
         {std::string(), std::string("-a"), std::string("A"), std::string("a_b"), std::string("a b"),
          std::string(65, 'a'), std::string("a\n"), std::string("\u00e4"), std::string("a\0b", 3)}) {
        CHECK_FALSE(RoundId::parse(id));
    }
}

TEST_CASE("origins hold no white space of Unicode, no control character, no plus") {
    for (const std::string& origin :
         {std::string("shop.example/coupons"), std::string("x"), std::string(255, 'x'),
          std::string("\u5e97.example"), std::string("\U0001f3ab"),
          std::string("a\u200bb") /* not White_Space */}) {
        CAPTURE(origin);
        CHECK(valid_origin(origin));
    }
    for (const char* bad : {"",        "a b",     "a+b",     "a\tb",    "a\nb",    "a\x7f",   "a\u0080",
                            "a\u0085", "a\u009f", "a\u00a0", "a\u1680", "a\u2000", "a\u200a", "a\u2028",
                            "a\u2029", "a\u202f", "a\u205f", "a\u3000", "a\xff",   "\xc3"}) {
        CAPTURE(bad);
        CHECK_FALSE(valid_origin(bad));
    }
    CHECK_FALSE(valid_origin(std::string(256, 'x')));
    CHECK_FALSE(valid_origin(std::string("a\0b", 3)));
}

TEST_CASE("user ids") {
    for (const std::string& user : {std::string("1"), std::string("O'Brien \"x\""), std::string(255, 'u'),
                                    std::string("\u4f7f\u7528\u8005-42"), std::string(" ")}) {
        CHECK(valid_user_id(user));
    }
    for (const std::string& user :
         {std::string(), std::string(256, 'u'), std::string("a\0b", 3), std::string("a\r\n"),
          std::string("a\x7f"), std::string("a\u0085"), std::string("\xed\xa0\x80")}) {
        CHECK_FALSE(valid_user_id(user));
    }
}

TEST_CASE("UTF-8: no overlong form, no surrogate, nothing above U+10FFFF, nothing cut short") {
    for (const char* text : {"", "a", "\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff",
                             "\U00010000", "\U0010ffff"}) {
        CHECK(valid_utf8(text));
    }
    for (const char* text : {"\x80",
                             "\xbf",
                             "\xc0\x80",
                             "\xc1\xbf",
                             "\xc2",
                             "\xc2\x41",
                             "\xe0\x80\x80",
                             "\xe0\x9f\xbf",
                             "\xe1\x80",
                             "\xed\xa0\x80",
                             "\xed\xbf\xbf",
                             "\xf0\x80\x80\x80",
                             "\xf0\x8f\xbf\xbf",
                             "\xf0\x90\x80",
                             "\xf4\x90\x80\x80",
                             "\xf5\x80\x80\x80",
                             "\xf8\x88\x80\x80\x80",
                             "\xfe",
                             "\xff",
                             "a\xc2\xc2\xa0"}) {
        CHECK_FALSE(valid_utf8(text));
    }
}

TEST_CASE("an operator's reason to void a round is one line that a terminal can show") {
    for (const char* reason : {"x", "the shop was down", "\u64a4\u56de"}) CHECK(valid_void_reason(reason));
    for (const char* reason : {"", " x", "x ", "a\tb", "a\nb", "a\x7f", "a\u0085", "\xff"})
        CHECK_FALSE(valid_void_reason(reason));
}

TEST_CASE("reasons for a disqualification are of a-z and _") {
    CHECK(valid_disqualification_reason("blocked_account"));
    for (const char* reason : {"", "Blocked", "a b", "a-b", "a1", "a\n"})
        CHECK_FALSE(valid_disqualification_reason(reason));
}
