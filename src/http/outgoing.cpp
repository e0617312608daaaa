#include "http/outgoing.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

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
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.timeout_ms);
        set(CURLOPT_TIMEOUT_MS, limits.timeout_ms);
        set(CURLOPT_WRITEFUNCTION, take_body);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_HEADERFUNCTION, take_head);
        set(CURLOPT_HEADERDATA, this);
        if (request.body) post(*request.body);
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

    // `body` must outlive the transfer.
    void post(const std::string& body) {
        fields_ = curl_slist_append(nullptr, "Content-Type: text/plain; charset=utf-8");
        if (!fields_) throw std::bad_alloc();
        set(CURLOPT_HTTPHEADER, fields_);
        set(CURLOPT_POSTFIELDS, body.c_str());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
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
    std::optional<CURLcode> result_;
};

// Several transfers under way together. They must outlive it.
class Transfers {
  public:
    Transfers() : multi_(curl_multi_init()) {
        if (!multi_) throw std::bad_alloc();
    }
    ~Transfers() {
        for (auto* transfer : transfers_) curl_multi_remove_handle(multi_, transfer->handle());
        curl_multi_cleanup(multi_);
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

std::vector<tl::expected<OutgoingAnswer, std::string>> send_all(std::span<const OutgoingRequest> requests,
                                                                const OutgoingLimits& limits,
                                                                const std::stop_token& stop) {
    std::vector<std::unique_ptr<Transfer>> under_way;
    Transfers transfers;
    for (const auto& request : requests) {
        under_way.push_back(std::make_unique<Transfer>(request, limits));
        transfers.add(*under_way.back());
    }
    transfers.run(stop);
    std::vector<tl::expected<OutgoingAnswer, std::string>> answers;
    for (const auto& transfer : under_way) answers.push_back(transfer->answer());
    return answers;
}

}  // namespace fairdraw::http
