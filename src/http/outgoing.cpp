#include "http/outgoing.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

#include "http/public_address.hpp"

namespace fairdraw::http {

using namespace std::string_literals;

namespace {

constexpr int look_at_stop_every_ms = 100;

// One request and what came back so far. curl keeps pointers into it.
class Transfer {
  public:
    Transfer(const OutgoingRequest& request, const OutgoingLimits& limits)
        : largest_answer_(limits.largest_answer), handle_(curl_easy_init()) {
        if (!handle_) throw std::bad_alloc();
        set(CURLOPT_URL, request.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_NOSIGNAL, 1L);
        // A name server that hangs holds up nobody beyond the deadline.
        set(CURLOPT_QUICK_EXIT, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.timeout_ms);
        set(CURLOPT_TIMEOUT_MS, limits.timeout_ms);
        set(CURLOPT_WRITEFUNCTION, take_body);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_HEADERFUNCTION, take_head);
        set(CURLOPT_HEADERDATA, this);
        if (limits.public_addresses_only) {
            set(CURLOPT_PROXY, "");
            set(CURLOPT_OPENSOCKETFUNCTION, open_public);
            set(CURLOPT_OPENSOCKETDATA, this);
        }
        if (request.body) post(request);
    }
    ~Transfer() {
        curl_slist_free_all(fields_);
        curl_easy_cleanup(handle_);
    }
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return handle_; }
    void end(CURLcode result) { result_ = result; }

    tl::expected<OutgoingAnswer, std::string> answer() {
        if (received_ > largest_answer_) return tl::unexpected("answers at too great length"s);
        if (!result_) return tl::unexpected("did not answer before the service stopped"s);
        if (*result_ != CURLE_OK && is_private_)
            return tl::unexpected("is at an address that is not public"s);
        if (*result_ != CURLE_OK)
            return tl::unexpected(fmt::format("fails: {}", curl_easy_strerror(*result_)));
        long status = 0;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
        return OutgoingAnswer{status, std::move(body_)};
    }

  private:
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle_, option, value) != CURLE_OK)
            throw std::runtime_error("libcurl does not take an option");
    }

    // `request` must outlive the transfer.
    void post(const OutgoingRequest& request) {
        add_field("Content-Type: " + request.content_type);
        for (const auto& field : request.fields) add_field(field);
        set(CURLOPT_HTTPHEADER, fields_);
        set(CURLOPT_POSTFIELDS, request.body->c_str());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
    }

    void add_field(const std::string& field) {
        auto* longer = curl_slist_append(fields_, field.c_str());
        if (!longer) throw std::bad_alloc();
        fields_ = longer;
    }

    static curl_socket_t open_public(void* transfer, curlsocktype, curl_sockaddr* address) {
        if (is_public(address->addr))
            return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        static_cast<Transfer*>(transfer)->is_private_ = true;
        return CURL_SOCKET_BAD;
    }

    // What curl is told to be less than it gave ends the transfer.
    bool takes(std::size_t size) { return (received_ += size) <= largest_answer_; }

    static std::size_t take_body(char* data, std::size_t, std::size_t size, void* transfer) {
        auto& self = *static_cast<Transfer*>(transfer);
        if (!self.takes(size)) return 0;
        self.body_.append(data, size);
        return size;
    }
    static std::size_t take_head(char*, std::size_t, std::size_t size, void* transfer) {
        return static_cast<Transfer*>(transfer)->takes(size) ? size : 0;
    }

    const std::size_t largest_answer_;
    CURL* handle_;
    curl_slist* fields_ = nullptr;
    std::string body_;
    std::size_t received_ = 0;
    bool is_private_ = false;
    std::optional<CURLcode> result_;
};

// Several transfers under way together, over connections that stay. Both must outlive it.
class Transfers {
  public:
    explicit Transfers(CURLM* multi) : multi_(multi) {}
    ~Transfers() {
        for (auto* transfer : transfers_) curl_multi_remove_handle(multi_, transfer->handle());
    }
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    void add(Transfer& transfer) {
        transfers_.push_back(&transfer);
        check(curl_multi_add_handle(multi_, transfer.handle()));
    }

    void run(const std::stop_token& stop) {
        int running = 0;
        do {
            check(curl_multi_perform(multi_, &running));
            if (running > 0) check(curl_multi_poll(multi_, nullptr, 0, look_at_stop_every_ms, nullptr));
        } while (running > 0 && !stop.stop_requested());
        int left = 0;
        while (const auto* message = curl_multi_info_read(multi_, &left)) {
            const auto ended = std::ranges::find(transfers_, message->easy_handle, &Transfer::handle);
            if (ended != transfers_.end()) (*ended)->end(message->data.result);
        }
    }

  private:
    static void check(CURLMcode code) {
        if (code != CURLM_OK) throw std::runtime_error(curl_multi_strerror(code));
    }

    CURLM* multi_;
    std::vector<Transfer*> transfers_;
};

}  // namespace

std::optional<std::string> scheme_of_address(const std::string& url) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
    if (!parsed) throw std::bad_alloc();
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return std::nullopt;
    const auto part = [&](CURLUPart which) -> std::optional<std::string> {
        char* value = nullptr;
        const bool given = curl_url_get(parsed.get(), which, &value, 0) == CURLUE_OK;
        const std::unique_ptr<char, decltype(&curl_free)> owned(value, curl_free);
        return given ? std::optional<std::string>(value) : std::nullopt;
    };
    if (part(CURLUPART_USER) || part(CURLUPART_PASSWORD) || part(CURLUPART_FRAGMENT)) return std::nullopt;
    const auto scheme = part(CURLUPART_SCHEME);
    return scheme == "http" || scheme == "https" ? scheme : std::nullopt;
}

struct OutgoingClient::Connections {
    Connections() : multi(curl_multi_init()) {
        if (!multi) throw std::bad_alloc();
    }
    ~Connections() { curl_multi_cleanup(multi); }
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    CURLM* const multi;
};

OutgoingClient::OutgoingClient(OutgoingLimits limits)
    : limits_(limits), connections_(std::make_unique<Connections>()) {}

OutgoingClient::~OutgoingClient() = default;

OutgoingAnswers OutgoingClient::send_all(std::span<const OutgoingRequest> requests,
                                         const std::stop_token& stop) {
    std::vector<std::unique_ptr<Transfer>> under_way;
    Transfers transfers{connections_->multi};
    for (const auto& request : requests) {
        under_way.push_back(std::make_unique<Transfer>(request, limits_));
        transfers.add(*under_way.back());
    }
    transfers.run(stop);
    OutgoingAnswers answers;
    for (const auto& transfer : under_way) answers.push_back(transfer->answer());
    return answers;
}

OutgoingAnswers send_all(std::span<const OutgoingRequest> requests, const OutgoingLimits& limits,
                         const std::stop_token& stop) {
    return OutgoingClient{limits}.send_all(requests, stop);
}

}  // namespace fairdraw::http
