#include "support/api_client.hpp"

#include <curl/curl.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/openapi_contract.hpp"

namespace fairdraw::testing {

namespace {

std::size_t take_body(const char* data, std::size_t, std::size_t length, void* reply) {
    static_cast<ApiReply*>(reply)->body.append(data, length);
    return length;
}

std::size_t take_header(const char* data, std::size_t, std::size_t length, void* reply) {
    auto& headers = static_cast<ApiReply*>(reply)->headers;
    std::string_view line(data, length);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    const auto colon = line.find(':');
    if (line.starts_with("HTTP/")) headers.clear();  // those of an interim response
    if (colon != std::string_view::npos && !line.starts_with("HTTP/")) {
        auto value = line.substr(colon + 1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        headers.emplace_back(line.substr(0, colon), value);
    }
    return length;
}

class HeaderList {
  public:
    ~HeaderList() { curl_slist_free_all(list_); }
    void add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
    curl_slist* get() const { return list_; }

  private:
    curl_slist* list_ = nullptr;
};

}  // namespace

std::optional<std::string> ApiReply::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0) return value;
    }
    return std::nullopt;
}

nlohmann::json ApiReply::json() const {
    return nlohmann::json::parse(body);
}

std::string ApiReply::code() const {
    const auto parsed = nlohmann::json::parse(body, nullptr, false);
    return parsed.is_object() ? parsed.value("code", std::string()) : std::string();
}

struct ApiClient::Transfer {
    Transfer() : handle(curl_easy_init()) {
        if (!handle) throw std::runtime_error("curl_easy_init");
    }
    ~Transfer() { curl_easy_cleanup(handle); }
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle;
};

ApiClient::ApiClient(std::string base_url, std::string token)
    : base_url_(std::move(base_url)), token_(std::move(token)), transfer_(std::make_unique<Transfer>()) {}
ApiClient::~ApiClient() = default;
ApiClient::ApiClient(ApiClient&&) noexcept = default;
ApiClient& ApiClient::operator=(ApiClient&&) noexcept = default;

ApiReply ApiClient::get(std::string_view path, const Headers& headers) {
    return request("GET", path, {}, headers);
}
ApiReply ApiClient::post(std::string_view path, std::string_view body, const Headers& headers) {
    return request("POST", path, body, headers);
}
ApiReply ApiClient::put(std::string_view path, std::string_view body, const Headers& headers) {
    return request("PUT", path, body, headers);
}
ApiReply ApiClient::del(std::string_view path, const Headers& headers) {
    return request("DELETE", path, {}, headers);
}

ApiReply ApiClient::request(std::string_view method, std::string_view path, std::string_view body,
                            const Headers& headers) {
    CURL* handle = transfer_->handle;
    curl_easy_reset(handle);  // keeps the connection
    const auto url = base_url_ + std::string(path);
    const std::string verb(method);
    HeaderList list;
    list.add("Expect:");  // no waiting for 100-continue
    const bool names_its_type =
        std::ranges::any_of(headers, [](const auto& header) { return header.first == "Content-Type"; });
    if (!names_its_type) list.add(body.empty() ? "Content-Type:" : "Content-Type: application/json");
    if (!token_.empty()) list.add("Authorization: Bearer " + token_);
    for (const auto& [name, value] : headers) list.add(name + ": " + value);

    ApiReply reply;
    char error[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list.get());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &reply);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
    if (method == "HEAD") {
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (method != "GET" || !body.empty()) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data() ? body.data() : "");
    }
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, verb.c_str());
    const CURLcode outcome = curl_easy_perform(handle);
    if (outcome != CURLE_OK) {
        throw NoAnswer(fmt::format("{} {}: {}", method, path, *error ? error : curl_easy_strerror(outcome)));
    }
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    reply.status = static_cast<int>(status);

    const auto violations = OpenApiContract::shared().violations(method, path, body, reply);
    if (!violations.empty()) {
        // The first ones say it; where several shapes are allowed, the judge tells of all that it tried.
        const auto most = violations.begin() + std::min<std::ptrdiff_t>(std::ssize(violations), 6);
        FAIL_CHECK(fmt::format("{} {} answered {}\n{}\n{}", method, path, reply.status, reply.body,
                               fmt::join(violations.begin(), most, "\n")));
    }
    return reply;
}

std::string percent_encoded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                std::string_view("-._~").find(c) != std::string_view::npos;
        result += unreserved ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return result;
}

}  // namespace fairdraw::testing
