// Merchants' lists of users: what is taken, and what is refused by line.
#include "coupons/user_list.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fairdraw;
using namespace fairdraw::coupons;

namespace {

using Users = std::vector<std::string>;

constexpr auto csv = ListFormat::csv;
constexpr auto ndjson = ListFormat::ndjson;

Users users_in(ListFormat format, std::string_view body) {
    const auto read = read_user_list(format, body);
    if (!read) FAIL_CHECK(read.error().detail);
    return read.value_or(Users{});
}

std::string refusal_of(ListFormat format, std::string_view body) {
    const auto read = read_user_list(format, body);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == http::Code::invalid_request);
    return read.error().detail;
}

bool says(const std::string& detail, const std::string& words) {
    INFO(detail);
    return detail.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a list is known by its content type, whatever its parameters") {
    CHECK(list_format("text/csv") == csv);
    CHECK(list_format("Text/CSV ; header=present") == csv);
    CHECK(list_format("application/x-ndjson") == ndjson);
    for (const char* other : {"", "text/plain", "text/csvx", "application/json", "; text/csv"})
        CHECK_FALSE(list_format(other).has_value());
}

TEST_CASE("a user a line, with or without a header, quotes, carriage returns and an end of the last line") {
    const Users both{"user-1", "user-2"};
    for (const char* body :
         {"user-1\nuser-2", "user-1\nuser-2\n", "user-1\r\nuser-2\r\n", "user\nuser-1\nuser-2\n",
          "User\nuser-1\nuser-2\n", "\"user\"\r\n\"user-1\"\r\n\"user-2\"",
          "\xEF\xBB\xBFuser\r\nuser-1\r\nuser-2\r\n", "user-1\r\nuser-2\n"}) {
        INFO(body);
        CHECK(users_in(csv, body) == both);
    }
    for (const char* body : {"{\"user\":\"user-1\"}\n{\"user\":\"user-2\"}",
                             " {\"user\" : \"user-1\"} \r\n{\"user\":\"\\u0075ser-2\"}\n"})
        CHECK(users_in(ndjson, body) == both);
}

TEST_CASE("what stands between quotes is the user, and only the first line can be a header") {
    CHECK(users_in(csv, "\"o'neill, \"\"pat\"\"\"\n") == Users{"o'neill, \"pat\""});
    CHECK(users_in(csv, "user\nuser\n") == Users{"user"});
    CHECK(users_in(csv, " spaced \n") == Users{" spaced "});
    CHECK(users_in(csv, "\xE5\xB0\x8F\xE7\x8E\xB2\n") == Users{"\xE5\xB0\x8F\xE7\x8E\xB2"});
    CHECK(users_in(csv, "twice\ntwice\n") == Users{"twice", "twice"});
    CHECK(users_in(ndjson, "{\"user\":\"user\"}\n") == Users{"user"});
    CHECK(users_in(csv, std::string(255, 'x')) == Users{std::string(255, 'x')});
}

TEST_CASE("a line that is wrong is refused by its number, and nothing is taken") {
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"", "is empty"},
        {"\"\"", "names no user"},
        {"a,b", "more than one field"},
        {"\"a\",b", "more than one field"},
        {"a,", "more than one field"},
        {"a\"b", "not quoted"},
        {"\"a", "does not end"},
        {"\"a\"\"", "does not end"},
        {"\"", "does not end"},
        {"\"a\"b", "goes on behind"},
        {"a\rb", "names no user"},
        {"a\tb", "names no user"},
        {std::string("a\0b", 3), "names no user"},
        {"\xC2\x85", "names no user"},      // a control character beyond ASCII
        {"\xC0\xAF", "names no user"},      // overlong
        {"\xED\xA0\x80", "names no user"},  // a surrogate
        {std::string(256, 'x'), "names no user"},
        {std::string(5000, 'x'), "too long"},
    };
    for (const auto& [line, why] : wrong) {
        INFO(why);
        CHECK(says(refusal_of(csv, "user\nok\n" + line + "\nok-too\n"), "line 3 "));
        CHECK(says(refusal_of(csv, "user\nok\n" + line + "\nok-too\n"), why));
    }
}

TEST_CASE("a line of JSON is an object with the one member user, once") {
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"", "is empty"},
        {"user-1", "is not JSON"},
        {"\"user-1\"", "not a JSON object"},
        {"[\"user-1\"]", "not a JSON object"},
        {"{}", "missing"},
        {"{\"user\":1}", "not a string"},
        {"{\"user\":null}", "not a string"},
        {"{\"user\":\"\"}", "names no user"},
        {"{\"user\":\"a\",\"user\":\"b\"}", "twice"},
        {"{\"user\":\"a\",\"note\":\"b\"}", "other members"},
        {"{\"user\":\"a\"} {\"user\":\"b\"}", "is not JSON"},
        {"{\"user\":\"a\"},", "is not JSON"},
        {"{\"user\":\"a\\u0000b\"}", "names no user"},
        {"{\"user\":\"\\ud800\"}", "is not JSON"},
        {std::string("{\"user\":\"a\"}\0", 13), "is not JSON"},
        {"\xEF\xBB\xBF{\"user\":\"a\"}", "is not JSON"},
        {std::string(2000, '['), "is not JSON"},
        {"{\"user\":\"" + std::string(3000, 'x') + "\"}", "too long"},
    };
    for (const auto& [line, why] : wrong) {
        INFO(line);
        const auto detail = refusal_of(ndjson, "{\"user\":\"ok\"}\n" + line + "\n{\"user\":\"ok-too\"}\n");
        CHECK(says(detail, "line 2 "));
        CHECK(says(detail, why));
    }
    CHECK(users_in(ndjson, "{\"user\":\"" + std::string(255, 'x') + "\"}").size() == 1);
}

TEST_CASE("of many wrong lines the first are named, and nothing of them is repeated") {
    std::string body = "fine\n";
    for (int i = 0; i < 100; ++i) body += "secret,secret\n";
    const auto detail = refusal_of(csv, body);
    CHECK(says(detail, "line 2 has more than one field; line 3 "));
    CHECK(says(detail, "line 6 "));
    CHECK_FALSE(says(detail, "line 7 "));
    CHECK(says(detail, "and 95 more"));
    CHECK_FALSE(says(detail, "secret"));
}

TEST_CASE("a list of nobody is refused, and one that is too long") {
    for (const char* body : {"", "user\n", "user", "\xEF\xBB\xBF"})
        CHECK(says(refusal_of(csv, body), "nobody"));
    CHECK(says(refusal_of(ndjson, ""), "nobody"));
    std::string body = "user\n";
    for (std::size_t i = 0; i < max_listed_users; ++i) body += fmt::format("{}\n", i);
    CHECK(users_in(csv, body).size() == max_listed_users);
    CHECK(says(refusal_of(csv, body + "x\n"), "line 1000002 is one too many"));
}

TEST_CASE("the same users in the same order are the same list") {
    const auto hash = list_hash({"a", "b"});
    CHECK(hash == list_hash(users_in(csv, "user\r\n\"a\"\r\nb")));
    CHECK(hash == list_hash(users_in(ndjson, "{\"user\":\"a\"}\n{\"user\":\"b\"}\n")));
    CHECK(hash != list_hash({"b", "a"}));
    CHECK(hash != list_hash({"ab"}));
    CHECK(to_hex(hash) == "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2");
}
