#include "http/chunked_body.hpp"

#include <algorithm>
#include <charconv>

#include "http/percent_encoding.hpp"

namespace fairdraw::http {
namespace {

constexpr std::size_t max_line_bytes = 1024;
constexpr std::size_t max_trailer_bytes = 4096;

}  // namespace

std::size_t ChunkedBody::consume(std::string_view bytes, std::string& body) {
    std::size_t used = 0;
    while (used < bytes.size() && state_ == State::reading) {
        if (part_ != Part::data) {
            used += take_line(bytes.substr(used));
            continue;
        }
        auto piece = bytes.substr(used, chunk_bytes_left_);
        body.append(piece);
        used += piece.size();
        chunk_bytes_left_ -= piece.size();
        if (chunk_bytes_left_ == 0) part_ = Part::data_end;
    }
    return used;
}

std::size_t ChunkedBody::take_line(std::string_view bytes) {
    auto piece = bytes.substr(0, bytes.find('\n'));
    bool ends = piece.size() < bytes.size();
    line_.append(piece);
    if (line_.size() > max_line_bytes) {
        state_ = State::malformed;
    } else if (ends) {
        state_ = line_.ends_with('\r') ? judge_line(std::string_view(line_).substr(0, line_.size() - 1))
                                       : State::malformed;
        line_.clear();
    }
    return piece.size() + (ends ? 1 : 0);
}

ChunkedBody::State ChunkedBody::judge_line(std::string_view line) {
    if (std::ranges::any_of(line, [](char c) { return is_control(c) && c != '\t'; })) return State::malformed;
    switch (part_) {
        case Part::size_line:
            return judge_size(line);
        case Part::data:
            break;  // not a line; consume() takes it
        case Part::data_end:
            part_ = Part::size_line;
            return line.empty() ? State::reading : State::malformed;
        case Part::trailer:
            if (line.empty()) return State::complete;
            trailer_bytes_ += line.size();
            return trailer_bytes_ <= max_trailer_bytes ? State::reading : State::malformed;
    }
    return State::malformed;
}

ChunkedBody::State ChunkedBody::judge_size(std::string_view line) {
    auto digits = line.substr(0, line.find(';'));
    if (digits.size() < line.size())  // "5 ;name=value" is bad whitespace, but allowed
        digits = digits.substr(0, digits.find_last_not_of(" \t") + 1);
    unsigned long long size = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (error == std::errc::result_out_of_range) return State::too_large;
    if (error != std::errc() || end != digits.data() + digits.size()) return State::malformed;
    if (size > max_body_bytes_ - body_bytes_) return State::too_large;
    body_bytes_ += size;
    chunk_bytes_left_ = size;
    part_ = size == 0 ? Part::trailer : Part::data;
    return State::reading;
}

}  // namespace fairdraw::http
