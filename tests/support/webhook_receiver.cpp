#include "support/webhook_receiver.hpp"

#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace fairdraw::testing {

namespace {

const unsigned char* bytes_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string decoded(const std::string& base64) {
    std::string bytes(base64.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(base64),
                                     static_cast<int>(base64.size()));
    if (size < 0) throw std::runtime_error("no base64: " + base64);
    bytes.resize(static_cast<std::size_t>(size) -
                 static_cast<std::size_t>(std::count(base64.begin(), base64.end(), '=')));
    return bytes;
}

std::string encoded(const std::string& bytes) {
    std::string base64(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), bytes_of(bytes),
                                     static_cast<int>(bytes.size()));
    base64.resize(static_cast<std::size_t>(size));
    return base64;
}

}  // namespace

bool ReceivedEvent::is_signed_with(const std::string& secret) const {
    const auto key = decoded(secret.substr(std::string("whsec_").size()));
    const auto content = id + "." + timestamp + "." + body;
    std::string code(32, '\0');
    unsigned int size = 32;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(content), content.size(),
         reinterpret_cast<unsigned char*>(code.data()), &size);
    return signature == "v1," + encoded(code);
}

struct WebhookReceiver::State {
    explicit State(Answer how) : answer(std::move(how)) {
        server.Post("/hooks", [this](const httplib::Request& request, httplib::Response& response) {
            const auto id = request.get_header_value("webhook-id");
            response.status = answer(id, count(id));
            const std::lock_guard lock(mutex);
            if (response.status == 302) response.set_header("Location", "/elsewhere");
            events.push_back({id, request.get_header_value("webhook-timestamp"),
                              request.get_header_value("webhook-signature"), request.body, response.status,
                              request.remote_port});
        });
        port = server.bind_to_any_port("127.0.0.1");
        thread = std::thread([this] { server.listen_after_bind(); });
    }
    ~State() {
        server.stop();
        thread.join();
    }

    int count(const std::string& id) {
        const std::lock_guard lock(mutex);
        return ++times[id];
    }

    Answer answer;
    std::mutex mutex;
    std::map<std::string, int> times;
    std::vector<ReceivedEvent> events;
    httplib::Server server;
    int port = 0;
    std::thread thread;
};

WebhookReceiver::WebhookReceiver(Answer answer) : state_(std::make_unique<State>(std::move(answer))) {}
WebhookReceiver::~WebhookReceiver() = default;

std::string WebhookReceiver::url() const {
    return "http://127.0.0.1:" + std::to_string(state_->port) + "/hooks";
}

std::vector<ReceivedEvent> WebhookReceiver::received() const {
    const std::lock_guard lock(state_->mutex);
    return state_->events;
}

std::vector<std::string> WebhookReceiver::taken() const {
    std::vector<std::string> ids;
    for (const auto& event : received())
        if (event.status < 300 && std::find(ids.begin(), ids.end(), event.id) == ids.end())
            ids.push_back(event.id);
    return ids;
}

}  // namespace fairdraw::testing
