// The pages' files as a browser gets them, and signing in for trying things out.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "support/raw_http.hpp"
#include "support/stage.hpp"
#include "support/tokens.hpp"

using namespace fairdraw::testing;

namespace {

// What scripts/web build makes, in small.
struct SomePages {
    TemporaryFolder folder;

    SomePages() {
        for (const char* name : {"assets", "shop"}) std::filesystem::create_directory(folder.path() / name);
        folder.write("index.html", "<h1>plain</h1>");
        folder.write("shop/index.html", "<h1>shop</h1>");
        folder.write("assets/main-ABC.js", "console.log('plain')");
        folder.write("assets/main-ABC.js.gz", "as gzip");
        folder.write("assets/main-ABC.js.br", "as br");
        folder.write("assets/look-ABC.css", "body{}");
    }

    ServerSettings served() const { return {.arguments = {"--pages", folder.path().string()}}; }
};

struct Answer {
    int status;
    std::string head;
    std::string body;

    std::string field(const std::string& name) const {
        const auto begin = head.find("\r\n" + name + ": ");
        if (begin == head.npos) return "";
        const auto value = begin + name.size() + 4;
        return head.substr(value, head.find("\r\n", value) - value);
    }
};

Answer ask(const Stage& stage, const std::string& path, const std::string& fields = "") {
    RawConnection connection(stage.server.port());
    connection.send("GET " + path + " HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n" + fields +
                    "\r\n");
    const auto response = connection.read_response();
    const auto end = response.find("\r\n\r\n") + 2;
    return {status_of(response), response.substr(0, end), response.substr(end + 2)};
}

std::string accepting(const std::string& codings) {
    return "Accept-Encoding: " + codings + "\r\n";
}

ProgramResult serve_with(std::vector<std::string> arguments) {
    const auto& keys = TestKeys::shared();
    std::vector<std::string> all{"serve",           "--listen",           "127.0.0.1:0",
                                 "--database-url",  "postgresql:///none", "--signing-key",
                                 keys.signing_key()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_fairdraw(all);
}

}  // namespace

TEST_CASE("a browser gets documents that it asks for again, and assets that it keeps") {
    const SomePages pages;
    const Stage stage(pages.served());

    const auto front = ask(stage, "/");
    CHECK(front.status == 200);
    CHECK(front.body == "<h1>plain</h1>");
    CHECK(front.field("Content-Type") == "text/html; charset=utf-8");
    CHECK(front.field("Cache-Control") == "no-cache");
    CHECK(ask(stage, "/shop").body == "<h1>shop</h1>");

    const auto script = ask(stage, "/assets/main-ABC.js");
    CHECK(script.body == "console.log('plain')");
    CHECK(script.field("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(script.field("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(ask(stage, "/assets/look-ABC.css").field("Content-Type") == "text/css; charset=utf-8");

    for (const std::string path : {"/assets/none.js", "/assets/", "/audit", "/assets/..%2Findex.html"}) {
        INFO(path);
        CHECK(ask(stage, path).status == 404);
    }
}

TEST_CASE("no file lets a page load from elsewhere, run inline scripts, or be framed") {
    const SomePages pages;
    const Stage stage(pages.served());
    for (const std::string path : {"/", "/shop", "/assets/main-ABC.js"}) {
        INFO(path);
        const auto policy = ask(stage, path).field("Content-Security-Policy");
        for (const char* rule : {"default-src 'none'", "script-src 'self';", "style-src 'self';",
                                 "connect-src 'self';", "frame-ancestors 'none'"})
            CHECK(policy.find(rule) != policy.npos);
        CHECK(policy.find("unsafe") == policy.npos);
        CHECK(ask(stage, path).field("X-Content-Type-Options") == "nosniff");
        CHECK(ask(stage, path).field("Referrer-Policy") == "no-referrer");
        CHECK(ask(stage, path).field("Cross-Origin-Opener-Policy") == "same-origin");
    }
}

TEST_CASE("what a browser has is not sent again, and a changed page is") {
    const SomePages pages;
    const Stage stage(pages.served());
    const auto etag = ask(stage, "/").field("ETag");
    REQUIRE(etag.starts_with('"'));
    for (const auto& known : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
        INFO(known);
        const auto again = ask(stage, "/", "If-None-Match: " + known + "\r\n");
        CHECK(again.status == 304);
        CHECK(again.body.empty());
        CHECK(again.field("ETag") == etag);
    }
    CHECK(ask(stage, "/", "If-None-Match: \"other\"\r\n").status == 200);

    pages.folder.write("index.html", "<h1>changed</h1>");
    const Stage later(pages.served());
    CHECK(ask(later, "/", "If-None-Match: " + etag + "\r\n").body == "<h1>changed</h1>");
}

TEST_CASE("the smallest form that the browser takes") {
    const SomePages pages;
    const Stage stage(pages.served());
    const auto form = [&](const std::string& codings) {
        const auto answer = ask(stage, "/assets/main-ABC.js", accepting(codings));
        CHECK(answer.field("Vary") == "Accept-Encoding");
        CHECK(answer.body == (answer.field("Content-Encoding") == ""     ? "console.log('plain')"
                              : answer.field("Content-Encoding") == "br" ? "as br"
                                                                         : "as gzip"));
        return answer.field("Content-Encoding");
    };
    CHECK(form("gzip, deflate, br, zstd") == "br");
    CHECK(form("gzip") == "gzip");
    CHECK(form("GZIP;q=0.5, br;q=0") == "gzip");
    CHECK(form("gzip, br; Q=0") == "gzip");
    CHECK(form("br ; q=0.001") == "br");
    CHECK(form("gzip;q=0.000,br;q=0.0") == "");
    CHECK(form("identity") == "");
    CHECK(form("x-br, brotli") == "");
    // Each form is another thing to a cache.
    CHECK(ask(stage, "/assets/main-ABC.js", accepting("br")).field("ETag") !=
          ask(stage, "/assets/main-ABC.js", accepting("gzip")).field("ETag"));
    CHECK(ask(stage, "/", accepting("br")).field("Content-Encoding") == "");
}

TEST_CASE("a folder that does not hold pages keeps the server from starting, and is named") {
    const auto check_refused = [](const TemporaryFolder& folder, const std::string& why) {
        const auto result = serve_with(
            {"--jwt-secret-file", TestKeys::shared().jwt_secret_file(), "--pages", folder.path().string()});
        const auto said = result.output + result.errors;
        INFO(said);
        CHECK(result.status.code == 2);
        CHECK(said.find(folder.path().string()) != said.npos);
        CHECK(said.find(why) != said.npos);
    };
    check_refused(TemporaryFolder{}, "there is no index.html");
    for (const auto& [file, why] :
         std::vector<std::pair<std::string, std::string>>{{"notes.html", "neither a document nor"},
                                                          {"shop/more.html", "neither a document nor"},
                                                          {"assets/photo.tiff", "no files of this type"},
                                                          {"assets/other.js.gz", "only compressed"}}) {
        const SomePages pages;
        pages.folder.write(file, "x");
        check_refused(pages.folder, why);
    }
    const SomePages large;
    large.folder.write("assets/large.js", std::string(33 * 1024 * 1024, 'x'));
    check_refused(large.folder, "more than 32 MiB");
}

TEST_CASE("with the form, anybody is whoever they say; without it there is none") {
    Stage stage({.arguments = {"--sign-in-form", "--jwt-issuer", "tests", "--jwt-audience", "shop"}});
    CHECK(stage.anyone.get("/v1/sign-in").json().at("scopes").size() == 3);
    const auto signed_in = [&](const std::string& body) {
        const auto token = stage.anyone.post("/v1/sign-in", body).json().at("token");
        return ApiClient(stage.server.url(), token.get<std::string>());
    };
    auto ann = signed_in(R"({"user": "ann", "scopes": []})");
    CHECK(ann.get("/v1/me/coupons").status == 200);
    CHECK(ann.get("/v1/campaigns").code() == "FORBIDDEN");
    CHECK(signed_in(R"({"user": "陳", "scopes": ["operator", "merchant"]})").get("/v1/campaigns").status ==
          200);

    for (const char* body : {"", "{}", R"({"user": "ann"})", R"({"user": "", "scopes": []})",
                             R"({"user": "a\nb", "scopes": []})", R"({"user": "ann", "scopes": ["root"]})",
                             R"({"user": "ann", "scopes": "operator"})", R"({"user": "ann", "scopes": [1]})",
                             R"({"user": "ann", "scopes": [], "admin": true})"}) {
        INFO(body);
        CHECK(stage.anyone.post("/v1/sign-in", body).code() == "INVALID_REQUEST");
    }

    Stage strict;
    CHECK(ask(strict, "/v1/sign-in").status == 404);
}

TEST_CASE("the form cannot be had beside a real identity provider") {
    const RsaSigner provider;
    const TemporaryFolder folder;
    const auto jwks = folder.write("jwks.json", provider.jwks()).string();
    const auto result = serve_with({"--sign-in-form", "--jwt-jwks-file", jwks});
    CHECK(result.status.code == 2);
    CHECK((result.output + result.errors).find("--sign-in-form") != std::string::npos);
}
