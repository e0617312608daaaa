#include "http_crowd.hpp"

#include <strings.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace crowd {
namespace {

constexpr long request_timeout_ms = 30'000;
constexpr int64_t tick_us = 100'000;

size_t append_body(char* data, size_t, size_t length, void* body) {
    static_cast<std::string*>(body)->append(data, length);
    return length;
}

size_t read_header(char* data, size_t, size_t length, void* retry_after_s) {
    constexpr std::string_view name = "Retry-After:";
    if (length > name.size() && strncasecmp(data, name.data(), name.size()) == 0) {
        std::string value(data + name.size(), length - name.size());
        *static_cast<std::optional<int>*>(retry_after_s) = std::atoi(value.c_str());
    }
    return length;
}

}  // namespace

// One of the keep-alive connections, asking on behalf of one user at a time.
struct HttpCrowd::Client {
    CURL* easy = curl_easy_init();
    curl_slist* headers = nullptr;
    Wish wish{};
    Answer answer;

    Client() {
        if (!easy) throw std::runtime_error("libcurl cannot start");
    }
    ~Client() {
        curl_easy_cleanup(easy);
        curl_slist_free_all(headers);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
};

struct HttpCrowd::Asking {
    const Question& question;
    const OnAnswer& on_answer;
    int64_t start_us;
    std::priority_queue<Wish, std::vector<Wish>, std::greater<>> waiting;
    size_t in_flight = 0;
};

HttpCrowd::HttpCrowd(std::string server, size_t connections) : server_(std::move(server)) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_multi_init();
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    if (!multi_ || epoll_ < 0) throw std::runtime_error("libcurl cannot start");
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &HttpCrowd::watch_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &HttpCrowd::set_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
    for (size_t i = 0; i < connections; ++i) {
        clients_.push_back(std::make_unique<Client>());
        idle_.push_back(clients_.back().get());
    }
}

HttpCrowd::~HttpCrowd() {
    abandon_all();
    clients_.clear();
    curl_multi_cleanup(multi_);
    close(epoll_);
    curl_global_cleanup();
}

int64_t HttpCrowd::now_us() const {
    const auto since_epoch = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
}

int HttpCrowd::watch_socket(CURL*, curl_socket_t socket, int what, void* self, void* watched) {
    auto* crowd = static_cast<HttpCrowd*>(self);
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(crowd->epoll_, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event event{};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    event.data.fd = socket;
    epoll_ctl(crowd->epoll_, watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    curl_multi_assign(crowd->multi_, socket, crowd);
    return 0;
}

int HttpCrowd::set_timer(CURLM*, long timeout_ms, void* self) {
    auto* crowd = static_cast<HttpCrowd*>(self);
    crowd->curl_timer_us_ = timeout_ms < 0 ? -1 : crowd->now_us() + int64_t{timeout_ms} * 1000;
    return 0;
}

void HttpCrowd::begin(Client& client, const Wish& wish, const Question& question) {
    client.wish = wish;
    client.answer = Answer{};
    curl_slist_free_all(client.headers);
    client.headers = nullptr;
    if (question.token) {
        const std::string authorization = "Authorization: Bearer " + question.token(wish.user);
        client.headers = curl_slist_append(nullptr, authorization.c_str());
    }
    curl_easy_reset(client.easy);
    curl_easy_setopt(client.easy, CURLOPT_URL, (server_ + question.path).c_str());
    curl_easy_setopt(client.easy, CURLOPT_HTTPHEADER, client.headers);
    curl_easy_setopt(client.easy, CURLOPT_PRIVATE, &client);
    curl_easy_setopt(client.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(client.easy, CURLOPT_TIMEOUT_MS, request_timeout_ms);
    curl_easy_setopt(client.easy, CURLOPT_FRESH_CONNECT, question.connect ? 1L : 0L);
    curl_easy_setopt(client.easy, CURLOPT_WRITEFUNCTION, append_body);
    curl_easy_setopt(client.easy, CURLOPT_WRITEDATA, &client.answer.body);
    curl_easy_setopt(client.easy, CURLOPT_HEADERFUNCTION, read_header);
    curl_easy_setopt(client.easy, CURLOPT_HEADERDATA, &client.answer.retry_after_s);
    if (question.post) {
        curl_easy_setopt(client.easy, CURLOPT_POST, 1L);
        curl_easy_setopt(client.easy, CURLOPT_POSTFIELDS, "");
        curl_easy_setopt(client.easy, CURLOPT_POSTFIELDSIZE, 0L);
    }
    curl_multi_add_handle(multi_, client.easy);
}

void HttpCrowd::begin_due(Asking& asking) {
    const int64_t now = now_us() - asking.start_us;
    while (!idle_.empty() && !asking.waiting.empty() && asking.waiting.top().moment_us <= now) {
        begin(*idle_.back(), asking.waiting.top(), asking.question);
        idle_.pop_back();
        asking.waiting.pop();
        ++asking.in_flight;
    }
}

void HttpCrowd::wait_for_events(const Asking& asking) {
    const int64_t now = now_us();
    int64_t until = now + tick_us;
    if (curl_timer_us_ >= 0) until = std::min(until, curl_timer_us_);
    if (!idle_.empty() && !asking.waiting.empty())
        until = std::min(until, asking.start_us + asking.waiting.top().moment_us);

    std::array<epoll_event, 256> events;
    const auto wait_ms = static_cast<int>((std::max<int64_t>(until - now, 0) + 999) / 1000);
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
    int running = 0;
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<size_t>(i)];
        int mask = 0;
        if (event.events & EPOLLIN) mask |= CURL_CSELECT_IN;
        if (event.events & EPOLLOUT) mask |= CURL_CSELECT_OUT;
        if (event.events & (EPOLLERR | EPOLLHUP)) mask |= CURL_CSELECT_ERR;
        curl_multi_socket_action(multi_, event.data.fd, mask, &running);
    }
    if (curl_timer_us_ >= 0 && now_us() >= curl_timer_us_) {
        curl_timer_us_ = -1;
        curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    }
}

void HttpCrowd::finish_answered(Asking& asking) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        Client* client = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &client);
        if (message->data.result == CURLE_OK)
            curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &client->answer.status);
        else
            client->answer.failure = curl_easy_strerror(message->data.result);
        curl_multi_remove_handle(multi_, client->easy);
        idle_.push_back(client);
        --asking.in_flight;

        const int64_t now = now_us() - asking.start_us;
        client->answer.latency_us = now - client->wish.moment_us;
        if (const auto again_after_ms = asking.on_answer(client->wish.user, client->answer))
            asking.waiting.push({now + *again_after_ms * 1000, client->wish.user});
    }
}

void HttpCrowd::abandon_all() {
    idle_.clear();
    for (const auto& client : clients_) {
        curl_multi_remove_handle(multi_, client->easy);
        idle_.push_back(client.get());
    }
}

void HttpCrowd::ask(const Question& question, const OnAnswer& on_answer, const std::function<void()>& tick) {
    Asking asking{question, on_answer, now_us(), {}, 0};
    for (size_t user = 0; user < question.moments_us.size(); ++user)
        asking.waiting.push({question.moments_us[user], user});

    int64_t next_tick_us = asking.start_us;
    while (!asking.waiting.empty() || asking.in_flight > 0) {
        begin_due(asking);
        wait_for_events(asking);
        finish_answered(asking);
        if (now_us() < next_tick_us) continue;
        tick();
        next_tick_us = now_us() + tick_us;
        if (next_tick_us > asking.start_us + question.patience_s * 1'000'000) break;
    }
    abandon_all();
    tick();
}

Answer HttpCrowd::get(const std::string& path) {
    Answer last;
    int attempts = 0;
    const auto keep = [&](size_t, const Answer& answer) -> std::optional<int64_t> {
        last = answer;
        if (!answer.is_temporary() || ++attempts >= 20) return std::nullopt;
        return int64_t{1000} * answer.retry_after_s.value_or(1);
    };
    ask(Question{.post = false, .path = path, .moments_us = {0}, .token = {}, .patience_s = 60}, keep, [] {});
    return last;
}

}  // namespace crowd
