// The chunked transfer coding (RFC 9112, section 7.1), decoded strictly and within bounds. One owner, no
// locks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fairdraw::http {

class ChunkedBody {
  public:
    enum class State { reading, complete, malformed, too_large };

    // A body of more than `max_body_bytes` is too_large as soon as a chunk's size says so.
    explicit ChunkedBody(std::size_t max_body_bytes) : max_body_bytes_(max_body_bytes) {}

    // Appends to `body` what the bytes hold; returns how many of them were used: all, unless state() is no
    // longer `reading`. Chunk extensions and trailers are checked for control bytes and forgotten.
    std::size_t consume(std::string_view bytes, std::string& body);

    State state() const { return state_; }

  private:
    // What the grammar has next.
    enum class Part { size_line, data, data_end, trailer };

    std::size_t take_line(std::string_view bytes);
    State judge_line(std::string_view line);
    State judge_size(std::string_view line);

    std::size_t max_body_bytes_;
    State state_ = State::reading;
    Part part_ = Part::size_line;
    std::string line_;            // as much of a line as has come
    std::size_t body_bytes_ = 0;  // announced by all chunks so far
    std::size_t chunk_bytes_left_ = 0;
    std::size_t trailer_bytes_ = 0;
};

}  // namespace fairdraw::http
