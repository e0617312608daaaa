// Many HTTP clients in one thread, on libcurl's multi interface and epoll: everybody asks the same question,
// each with a token of their own, at a moment of their own.
//
// Not for use by several threads at once. Talks to the one server it was made for, over at most `connections`
// keep-alive connections; whoever finds none free waits, and that wait is part of the latency.
#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <vector>

namespace crowd {

struct Answer {
    long status = 0;           // 0: none came (refused, reset, timed out)
    const char* failure = "";  // libcurl's words for why none came
    std::string body;
    std::optional<int> retry_after_s;
    int64_t latency_us = 0;  // from the moment at which the user wanted to ask

    // Overloaded or unreachable: nothing is decided, the same question may be asked again.
    bool is_temporary() const { return status == 0 || status == 429 || status == 503; }
};

struct Question {
    bool post = false;  // with an empty body; otherwise GET
    std::string path;
    std::vector<int64_t> moments_us;                // when each user asks, counted from the call of ask()
    std::function<std::string(size_t user)> token;  // empty: ask without one
    int64_t patience_s = 300;                       // then ask() returns, whoever is still without an answer
    bool connect = false;                           // each over a new connection, whatever is open
};

class HttpCrowd {
  public:
    // `server` is a base URL such as http://127.0.0.1:8080. Throws std::runtime_error when libcurl cannot
    // start.
    HttpCrowd(std::string server, size_t connections);
    ~HttpCrowd();
    HttpCrowd(const HttpCrowd&) = delete;
    HttpCrowd& operator=(const HttpCrowd&) = delete;

    // Called with each answer; returns after how many milliseconds the user asks again, or nothing if
    // content.
    using OnAnswer = std::function<std::optional<int64_t>(size_t user, const Answer&)>;

    // Returns once everybody is content, or patience has run out. Calls `tick` every 100 ms or so.
    void ask(const Question&, const OnAnswer&, const std::function<void()>& tick);

    // One question, without a token, answered before this returns. Asks again for a while while that is
    // temporary.
    Answer get(const std::string& path);

  private:
    struct Client;
    struct Wish {
        int64_t moment_us;
        size_t user;
        bool operator>(const Wish& other) const { return moment_us > other.moment_us; }
    };
    struct Asking;

    static int watch_socket(CURL*, curl_socket_t, int what, void* self, void* watched);
    static int set_timer(CURLM*, long timeout_ms, void* self);
    void begin(Client&, const Wish&, const Question&);
    void begin_due(Asking&);
    void wait_for_events(const Asking&);
    void finish_answered(Asking&);
    void abandon_all();
    int64_t now_us() const;

    std::string server_;
    CURLM* multi_ = nullptr;
    int epoll_ = -1;
    int64_t curl_timer_us_ = -1;  // on now_us()'s clock; -1: none set
    std::vector<std::unique_ptr<Client>> clients_;
    std::vector<Client*> idle_;
};

}  // namespace crowd
