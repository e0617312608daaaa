// What a webhook's receiver checks, and where nothing is sent.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

#include "fairdraw/bytes.hpp"
#include "http/outgoing.hpp"
#include "http/public_address.hpp"
#include "notices/webhook_request.hpp"
#include "notices/webhook_signature.hpp"

using namespace fairdraw;

namespace {

bool is_public(const std::string& text) {
    sockaddr_storage storage{};
    auto* address = reinterpret_cast<sockaddr*>(&storage);
    auto* ip4 = reinterpret_cast<sockaddr_in*>(&storage);
    auto* ip6 = reinterpret_cast<sockaddr_in6*>(&storage);
    if (::inet_pton(AF_INET, text.c_str(), &ip4->sin_addr) == 1) {
        address->sa_family = AF_INET;
    } else {
        REQUIRE(::inet_pton(AF_INET6, text.c_str(), &ip6->sin6_addr) == 1);
        address->sa_family = AF_INET6;
    }
    return http::is_public(*address);
}

}  // namespace

// The example that the Standard Webhooks libraries are tested with.
TEST_CASE("a webhook is signed as Standard Webhooks says") {
    const auto secret = from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    const ByteView bytes{reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()};
    CHECK(
        notices::sign_webhook(bytes, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("addresses of the public internet, and all others") {
    for (const char* address :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
          "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
          "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2400::1",
          "::ffff:1.1.1.1", "64:ff9b::101:101"}) {
        INFO(address);
        CHECK(is_public(address));
    }
    for (const char* address : {"0.0.0.0",
                                "10.0.0.1",
                                "10.255.255.255",
                                "100.64.0.0",
                                "100.127.255.255",
                                "127.0.0.1",
                                "127.9.9.9",
                                "169.254.169.254",
                                "172.16.0.0",
                                "172.31.255.255",
                                "192.0.0.8",
                                "192.0.2.1",
                                "192.168.1.1",
                                "198.18.0.0",
                                "198.19.255.255",
                                "198.51.100.1",
                                "203.0.113.1",
                                "224.0.0.1",
                                "239.1.1.1",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::127.0.0.1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.0.0.1",
                                "64:ff9b::a00:1",
                                "64:ff9b:1::1",
                                "fc00::1",
                                "fd00::1",
                                "fe80::1",
                                "fec0::1",
                                "ff02::1",
                                "2001:db8::1",
                                "2001::1",
                                "2002:a00:1::1",
                                "3fff::1",
                                "4000::1"}) {
        INFO(address);
        CHECK_FALSE(is_public(address));
    }
    sockaddr other{};
    other.sa_family = AF_UNIX;
    CHECK_FALSE(http::is_public(other));
}

TEST_CASE("a webhook's address is https, or http where that is allowed, and nothing else") {
    const auto body = [](const std::string& url) { return R"({"webhook": "w", "url": ")" + url + R"("})"; };
    CHECK(notices::parse_webhook(body("https://shop.example/hooks?x=1"), false));
    CHECK_FALSE(notices::parse_webhook(body("http://shop.example/"), false));
    CHECK(notices::parse_webhook(body("http://127.0.0.1:9000/"), true));
    for (const char* url :
         {"", "shop", "ftp://shop.example/", "file:///etc/passwd", "https://", "https://user@shop.example/",
          "https://u:p@shop.example/", "https://shop.example/#here", "gopher://shop.example/"}) {
        INFO(url);
        CHECK_FALSE(notices::parse_webhook(body(url), true));
    }
    CHECK_FALSE(notices::parse_webhook(body("https://shop.example/" + std::string(2000, 'a')), false));
}
