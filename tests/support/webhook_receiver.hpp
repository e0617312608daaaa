// A shop's system that takes webhooks: keeps what it was sent, and answers as a test wants. On threads of its
// own; any thread may ask.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fairdraw::testing {

struct ReceivedEvent {
    std::string id;
    std::string timestamp;
    std::string signature;
    std::string body;
    int status;  // what it was answered with
    int port;    // of the sender: another one a connection

    nlohmann::json json() const { return nlohmann::json::parse(body); }
    // After Standard Webhooks, computed here from OpenSSL alone; `secret` is "whsec_<base64>".
    bool is_signed_with(const std::string& secret) const;
};

class WebhookReceiver {
  public:
    // The status for an event with this id; `nth` counts from 1 how often it has come.
    // Several threads may ask at once.
    using Answer = std::function<int(const std::string& id, int nth)>;

    explicit WebhookReceiver(Answer answer = [](const std::string&, int) { return 204; });
    ~WebhookReceiver();
    WebhookReceiver(const WebhookReceiver&) = delete;
    WebhookReceiver& operator=(const WebhookReceiver&) = delete;

    std::string url() const;
    // In the order in which they were answered.
    std::vector<ReceivedEvent> received() const;
    // Those that it took, each id once, in the order in which they first were.
    std::vector<std::string> taken() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace fairdraw::testing
