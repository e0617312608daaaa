#include <fmt/format.h>
#include <httplib.h>

#include <algorithm>
#include <ctime>
#include <string>

#include "cli/evidence_place.hpp"

namespace fairdraw::cli {
namespace {

constexpr std::time_t connect_timeout_s = 10;
constexpr std::time_t silence_timeout_s = 30;

struct Address {
    std::string server;  // https://shop.example:8443
    std::string path;    // /v1/rounds/daily-2026-11-21/evidence, without a last slash
};

Address take_apart(const std::string& address) {
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    const std::size_t host = address.find("://") + 3;
    const std::size_t path = std::min(address.find('/', host), address.size());
    const bool odd =
        !std::ranges::all_of(address, printable) || address.find_first_of("?#@\\") != std::string::npos;
    if (odd || host == path) {
        throw EvidenceUnavailable(address +
                                  ": not a plain address as in https://shop.example/v1/rounds/r/evidence");
    }
    Address parts{.server = address.substr(0, path), .path = address.substr(path)};
    if (parts.path.ends_with('/')) parts.path.pop_back();
    return parts;
}

class EvidenceAddress final : public EvidenceSource {
  public:
    explicit EvidenceAddress(const std::string& address)
        : address_(take_apart(address)), client_(address_.server) {
        if (!client_.is_valid()) throw EvidenceUnavailable(address + ": not an address");
        client_.set_follow_location(false);
        client_.set_url_encode(false);
        client_.set_connection_timeout(connect_timeout_s);
        client_.set_read_timeout(silence_timeout_s);
        client_.set_write_timeout(silence_timeout_s);
    }

    bool read(std::string_view file, const Sink& sink) override {
        const std::string path = fmt::format("{}/{}", address_.path, file);
        int status = 0;
        bool enough = false;
        const auto result = client_.Get(
            path, httplib::Headers{},
            [&](const httplib::Response& head) {
                status = head.status;
                return status == 200;
            },
            [&](const char* data, std::size_t size) {
                enough = !sink({data, size});
                return !enough;
            });
        if (result) status = result->status;  // an answer without a body passes the handler by
        if (status == 404 || status == 410) return false;
        if (status == 200 && (result || enough)) return true;
        throw EvidenceUnavailable(address_.server + path + ": " + trouble(status, result.error()));
    }

  private:
    /// In our own words: what the server wrote does not belong on somebody's terminal.
    static std::string trouble(int status, httplib::Error error) {
        if (status == 200) return "the answer broke off";
        if (status >= 300 && status <= 399)
            return fmt::format("the server answered {}; redirects are not followed", status);
        if (status != 0) return fmt::format("the server answered {}", status);
        switch (error) {
            case httplib::Error::Connection:
                return "cannot connect";
            case httplib::Error::SSLConnection:
                return "no TLS connection";
            case httplib::Error::SSLLoadingCerts:
                return "no certificates to trust";
            case httplib::Error::SSLServerVerification:
                return "the server's certificate is not trusted";
            default:
                return "no answer";
        }
    }

    Address address_;
    httplib::Client client_;
};

}  // namespace

std::unique_ptr<EvidenceSource> open_evidence_address(const std::string& address) {
    return std::make_unique<EvidenceAddress>(address);
}

}  // namespace fairdraw::cli
