#include "postgres/keyed_write.hpp"

#include <chrono>
#include <thread>

namespace fairdraw::postgres {

std::optional<Failure> KeyedWriter::attempt(const std::function<void(Connection&)>& write, int patience_ms) {
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(failing_ ? 0 : patience_ms);
    std::chrono::milliseconds pause{10};
    bool may_be_committed = false;
    while (true) {
        Failure failure;
        try {
            if (!connection_ || !connection_->usable()) connection_ = std::make_unique<Connection>(settings_);
            write(*connection_);
            failing_ = false;
            return std::nullopt;
        } catch (...) {
            failure = classify(std::current_exception());
        }
        if (failure.kind != FailureKind::conflict) connection_.reset();
        may_be_committed |= failure.kind == FailureKind::commit_unknown;
        if (failure.kind == FailureKind::defect || std::chrono::steady_clock::now() + pause >= deadline) {
            failing_ = failure.kind != FailureKind::defect;
            if (may_be_committed) failure.kind = FailureKind::commit_unknown;
            return failure;
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(2 * pause, std::chrono::milliseconds(250));
    }
}

}  // namespace fairdraw::postgres
