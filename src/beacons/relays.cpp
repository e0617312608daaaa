#include "beacons/relays.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>

namespace fairdraw::beacons {

namespace {

constexpr long connect_timeout_ms = 2'000;
constexpr long timeout_ms = 3'000;
constexpr std::size_t largest_answer = 16 * 1024;  // with its head
constexpr int look_at_stop_every_ms = 100;

// One request and what came back so far. curl keeps pointers into it.
class Request {
  public:
    explicit Request(const std::string& address) : handle_(curl_easy_init()) {
        if (!handle_) throw std::bad_alloc();
        set(CURLOPT_URL, address.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
        set(CURLOPT_TIMEOUT_MS, timeout_ms);
        set(CURLOPT_WRITEFUNCTION, take_body);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_HEADERFUNCTION, take_head);
        set(CURLOPT_HEADERDATA, this);
    }
    ~Request() { curl_easy_cleanup(handle_); }
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

    CURL* handle() const { return handle_; }
    void end(CURLcode result) { result_ = result; }

    RelayAnswer answer(const DrandRound& round) const {
        if (received_ > largest_answer) return trouble("answers at too great length");
        if (!result_) return trouble("did not answer before the service stopped");
        if (*result_ != CURLE_OK) return trouble(fmt::format("fails: {}", curl_easy_strerror(*result_)));
        long status = 0;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
        return read_answer(status, body_, round);
    }

  private:
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle_, option, value) != CURLE_OK)
            throw std::runtime_error("libcurl does not take an option");
    }

    static tl::unexpected<RelayTrouble> trouble(std::string reason) {
        return tl::unexpected(RelayTrouble{std::move(reason)});
    }

    // What curl is told to be less than it gave ends the transfer.
    bool takes(std::size_t size) { return (received_ += size) <= largest_answer; }

    static std::size_t take_body(char* data, std::size_t, std::size_t size, void* request) {
        auto& self = *static_cast<Request*>(request);
        if (!self.takes(size)) return 0;
        self.body_.append(data, size);
        return size;
    }
    static std::size_t take_head(char*, std::size_t, std::size_t size, void* request) {
        return static_cast<Request*>(request)->takes(size) ? size : 0;
    }

    CURL* handle_;
    std::string body_;
    std::size_t received_ = 0;
    std::optional<CURLcode> result_;
};

// Several requests under way together. They must outlive it.
class Transfers {
  public:
    Transfers() : multi_(curl_multi_init()) {
        if (!multi_) throw std::bad_alloc();
    }
    ~Transfers() {
        for (auto* request : requests_) curl_multi_remove_handle(multi_, request->handle());
        curl_multi_cleanup(multi_);
    }
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    void add(Request& request) {
        requests_.push_back(&request);
        check(curl_multi_add_handle(multi_, request.handle()));
    }

    void run(const std::stop_token& stop) {
        int running = 0;
        do {
            check(curl_multi_perform(multi_, &running));
            if (running > 0) check(curl_multi_poll(multi_, nullptr, 0, look_at_stop_every_ms, nullptr));
        } while (running > 0 && !stop.stop_requested());
        int left = 0;
        while (const auto* message = curl_multi_info_read(multi_, &left)) {
            const auto ended = std::ranges::find(requests_, message->easy_handle, &Request::handle);
            if (ended != requests_.end()) (*ended)->end(message->data.result);
        }
    }

  private:
    static void check(CURLMcode code) {
        if (code != CURLM_OK) throw std::runtime_error(curl_multi_strerror(code));
    }

    CURLM* multi_;
    std::vector<Request*> requests_;
};

bool is_address(const std::string& text) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return false;
    const auto has = [&](CURLUPart part) {
        char* value = nullptr;
        const bool given = curl_url_get(url.get(), part, &value, 0) == CURLUE_OK;
        curl_free(value);
        return given;
    };
    if (has(CURLUPART_QUERY) || has(CURLUPART_FRAGMENT) || has(CURLUPART_USER)) return false;
    return text.starts_with("http://") || text.starts_with("https://");
}

}  // namespace

Relays::Relays(const std::vector<std::string>& addresses) {
    for (auto address : addresses) {
        if (!is_address(address))
            throw std::invalid_argument(
                fmt::format("{}: a drand relay is an address such as https://api.drand.sh", address));
        while (address.ends_with('/')) address.pop_back();
        if (std::ranges::count(addresses_, address) > 0)
            throw std::invalid_argument(fmt::format(
                "{}: this drand relay is given twice, and would only agree with itself", address));
        addresses_.push_back(std::move(address));
    }
}

std::vector<RelayAnswer> Relays::ask(const DrandRound& round, const std::stop_token& stop) const {
    std::vector<std::unique_ptr<Request>> requests;
    Transfers transfers;
    for (const auto& address : addresses_) {
        requests.push_back(std::make_unique<Request>(
            fmt::format("{}/{}/public/{}", address, to_hex(round.chain), round.number)));
        transfers.add(*requests.back());
    }
    transfers.run(stop);
    std::vector<RelayAnswer> answers;
    for (const auto& request : requests) answers.push_back(request->answer(round));
    return answers;
}

}  // namespace fairdraw::beacons
