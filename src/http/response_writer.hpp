// A response as the bytes of HTTP/1.1: status line, fields, body. Any number of threads may write at once.
#pragma once

#include <memory>
#include <string>

#include "http/message.hpp"

namespace fairdraw::http {

class ResponseWriter {
  public:
    struct Form {
        bool head_only = false;  // the answer to HEAD: all fields, no body
        bool keep_alive = true;  // otherwise "Connection: close"
        int minor_version = 1;   // of the request
    };

    ResponseWriter();
    ~ResponseWriter();

    // Appends to `out`. Of a Stream only the length is written, or that it comes in chunks; its pieces
    // follow.
    void write(Response&& response, const Form& form, std::string& out) const;

  private:
    class Library;
    std::unique_ptr<Library> library_;
};

}  // namespace fairdraw::http
