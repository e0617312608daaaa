// An empty reply by cpp-httplib alone: the limit that fairdraw's own empty reply is held against.
#pragma once

#include <string>

namespace bench {

// Serves GET /healthz with `threads` threads, a connection each, and never returns. `listen` is HOST:PORT;
// port 0 takes a free one. Prints where it listens.
void serve_bare(const std::string& listen, unsigned threads);

}  // namespace bench
