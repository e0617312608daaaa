#include "http/request_reader.hpp"

#include <algorithm>

namespace fairdraw::http {
namespace {

// A usual head fits; an unusual one is not to stay in memory while its connection idles.
constexpr std::size_t kept_capacity_bytes = 2048;

}  // namespace

std::size_t RequestReader::consume(std::string_view bytes) {
    switch (state_) {
        case State::head:
            return consume_head(bytes);
        case State::body:
            return consume_body(bytes);
        default:
            return 0;
    }
}

// Takes line by line, so that a bare LF or an endless head is noticed as it comes and not when the client has
// long gone.
std::size_t RequestReader::consume_head(std::string_view bytes) {
    std::size_t used = 0;
    while (used < bytes.size() && state_ == State::head) {
        auto rest = bytes.substr(used);
        auto end = rest.find('\n');
        auto piece = rest.substr(0, end == rest.npos ? rest.size() : end + 1);
        head_.append(piece);
        used += piece.size();
        if (head_.size() > max_header_bytes_) {
            refuse(Code::invalid_request, "The header section is too long.");
        } else if (end != rest.npos) {
            if (!head_.ends_with("\r\n")) {
                refuse(Code::invalid_request, "A line ends without a carriage return.");
            } else if (head_.size() == 2 && !ignored_a_line_) {
                ignored_a_line_ = true;  // RFC 9112, section 2.2: one empty line before a request
                head_.clear();
            } else if (head_.size() - line_start_ == 2) {
                parse_head();
            } else {
                line_start_ = head_.size();
            }
        }
    }
    return used;
}

void RequestReader::parse_head() {
    auto head = parse_request_head(head_);
    if (!head) return refuse(Code::invalid_request, head.error());
    request_.method = head->method;
    request_.path = head->path;
    request_.raw_query = head->query;
    request_.fields = head->fields;
    body_bytes_left_ = head->content_length.value_or(0);
    announces_chunked_ = head->chunked;
    expects_continue_ = head->expects_continue;
    keep_alive_ = head->keep_alive;
    minor_version_ = head->minor_version;
    state_ = State::head_read;
}

void RequestReader::allow_body(std::size_t max_body_bytes) {
    if (body_bytes_left_ > max_body_bytes) return refuse(Code::payload_too_large, "The body is too large.");
    if (announces_chunked_) chunked_.emplace(max_body_bytes);
    state_ = announces_chunked_ || body_bytes_left_ > 0 ? State::body : State::complete;
}

std::size_t RequestReader::consume_body(std::string_view bytes) {
    expects_continue_ = false;
    if (!chunked_) {
        auto piece = bytes.substr(0, body_bytes_left_);
        request_.body.append(piece);
        body_bytes_left_ -= piece.size();
        if (body_bytes_left_ == 0) state_ = State::complete;
        return piece.size();
    }
    auto used = chunked_->consume(bytes, request_.body);
    switch (chunked_->state()) {
        case ChunkedBody::State::reading:
            break;
        case ChunkedBody::State::complete:
            state_ = State::complete;
            break;
        case ChunkedBody::State::malformed:
            refuse(Code::invalid_request, "The chunked body is malformed.");
            break;
        case ChunkedBody::State::too_large:
            refuse(Code::payload_too_large, "The body is too large.");
            break;
    }
    return used;
}

bool RequestReader::take_expectation() {
    return state_ == State::body && std::exchange(expects_continue_, false);
}

Request RequestReader::take_request() {
    head_.clear();
    if (head_.capacity() > kept_capacity_bytes) head_.shrink_to_fit();
    line_start_ = 0;
    ignored_a_line_ = false;
    chunked_.reset();
    state_ = State::head;
    return std::exchange(request_, {});
}

void RequestReader::refuse(Code code, std::string_view detail) {
    refusal_ = {code, detail};
    keep_alive_ = false;
    state_ = State::refused;
}

}  // namespace fairdraw::http
