#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace crowd {

using std::chrono::steady_clock;

Progress::Progress(std::string what, size_t of)
    : what_(std::move(what)),
      of_(of),
      terminal_(isatty(STDERR_FILENO) == 1),
      start_(steady_clock::now()),
      printed_(start_) {}

Progress::~Progress() {
    print(true);
}

void Progress::show(size_t done) {
    done_ = done;
    const auto interval = terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5000);
    if (steady_clock::now() - printed_ < interval) return;
    printed_ = steady_clock::now();
    print(false);
}

void Progress::print(bool last) const {
    const std::chrono::duration<double> lasted = steady_clock::now() - start_;
    fmt::print(stderr, "{}  {:<12} {:>7} of {}   {:.1f} s{}", terminal_ ? "\r" : "", what_, done_, of_,
               lasted.count(), terminal_ && !last ? "" : "\n");
    std::fflush(stderr);
}

}  // namespace crowd
