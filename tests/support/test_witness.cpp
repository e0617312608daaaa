#include "support/test_witness.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <ctime>
#include <mutex>
#include <sstream>
#include <thread>

#include "fairdraw/checkpoint.hpp"
#include "fairdraw/merkle.hpp"
#include "fairdraw/sha256.hpp"

namespace fairdraw::testing {

namespace {

struct Submission {
    std::uint64_t old = 0;
    std::vector<Hash> path;
    std::string checkpoint;
};

std::optional<Submission> parse(const std::string& body) {
    Submission submission;
    std::istringstream lines(body);
    std::string line;
    if (!std::getline(lines, line) || !line.starts_with("old ")) return std::nullopt;
    submission.old = std::stoull(line.substr(4));
    while (std::getline(lines, line) && !line.empty()) {
        const auto bytes = from_base64(line);
        if (!bytes || bytes->size() != sizeof(Hash)) return std::nullopt;
        Hash hash;
        std::copy(bytes->begin(), bytes->end(), hash.begin());
        submission.path.push_back(hash);
    }
    submission.checkpoint = body.substr(static_cast<std::size_t>(lines.tellg()));
    return submission;
}

}  // namespace

struct TestWitness::State {
    State(const std::string& name, const std::string& log_key_line, Cosign how)
        : key(WitnessSigningKey::from_seed(name, {9, 8, 7, static_cast<std::uint8_t>(name.size())})),
          log_key(VerifierKey::parse(log_key_line).value()),
          cosign(std::move(how)) {
        server.Post("/submit/add-checkpoint", [this](const auto& request, auto& response) {
            const std::lock_guard lock(mutex);
            answer(request, response);
        });
        port = server.bind_to_any_port("127.0.0.1");
        thread = std::thread([this] { server.listen_after_bind(); });
    }

    void refuse(httplib::Response& response, int status) {
        ++refused;
        response.status = status;
    }

    void answer(const httplib::Request& request, httplib::Response& response) {
        const auto submission = parse(request.body);
        const auto note = submission ? parse_signed_checkpoint(submission->checkpoint, "checkpoint")
                                     : tl::expected<SignedCheckpoint, Unreadable>(tl::unexpect, Unreadable{});
        if (!note) return refuse(response, 400);
        const auto& checkpoint = note->checkpoint;
        if (checkpoint.origin != log_key.origin()) return refuse(response, 404);
        if (!count_signatures(note->note, log_key).good()) return refuse(response, 403);
        if (submission->old != size) {
            response.status = 409;
            return response.set_content(fmt::format("{}\n", size), "text/x.tlog.size");
        }
        if (!verify_consistency(size, checkpoint.size, submission->path, root, checkpoint.root))
            return refuse(response, 422);
        const auto lines = cosign(key, note->note.text);
        if (!lines) return refuse(response, 500);
        size = checkpoint.size;
        root = checkpoint.root;
        response.set_content(*lines, "text/plain");
    }

    const WitnessSigningKey key;
    const VerifierKey log_key;
    const Cosign cosign;
    std::mutex mutex;
    std::uint64_t size = 0;
    Hash root = sha256(std::string_view{});
    int refused = 0;
    httplib::Server server;
    int port = 0;
    std::thread thread;
    TemporaryFolder folder;
};

TestWitness::TestWitness(const std::string& name, const std::string& log_key, Cosign cosign)
    : state_(std::make_unique<State>(name, log_key, std::move(cosign))) {}

TestWitness::~TestWitness() {
    state_->server.stop();
    state_->thread.join();
}

std::optional<std::string> TestWitness::honestly(const WitnessSigningKey& key, const std::string& text) {
    return key.cosign(text, std::time(nullptr));
}

std::filesystem::path TestWitness::file() const {
    return state_->folder.write("witness", fmt::format("{}\nhttp://127.0.0.1:{}/submit\n",
                                                       state_->key.verifier_key().format(), state_->port));
}

std::uint64_t TestWitness::seen() const {
    const std::lock_guard lock(state_->mutex);
    return state_->size;
}

int TestWitness::refused() const {
    const std::lock_guard lock(state_->mutex);
    return state_->refused;
}

}  // namespace fairdraw::testing
