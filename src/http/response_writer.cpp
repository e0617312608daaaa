#include "http/response_writer.hpp"

#include <httplib.h>

#include <algorithm>
#include <cstring>
#include <ctime>

namespace fairdraw::http {
namespace {

// One exchange without a socket: the library reads a request from `in` and writes its response to `out`.
class MemoryStream : public httplib::Stream {
  public:
    MemoryStream(std::string_view in, std::string& out) : in_(in), out_(out) {}

    bool is_readable() const override { return !in_.empty(); }
    bool is_writable() const override { return true; }
    ssize_t read(char* data, size_t size) override {
        auto piece = in_.substr(0, size);
        std::memcpy(data, piece.data(), piece.size());
        in_.remove_prefix(piece.size());
        return static_cast<ssize_t>(piece.size());
    }
    ssize_t write(const char* data, size_t size) override {
        out_.append(data, size);
        return static_cast<ssize_t>(size);
    }
    void get_remote_ip_and_port(std::string&, int&) const override {}
    void get_local_ip_and_port(std::string&, int&) const override {}
    socket_t socket() const override { return INVALID_SOCKET; }

  private:
    std::string_view in_;
    std::string& out_;
};

struct Job {
    Response* response;
    const ResponseWriter::Form* form;
};
thread_local Job job;

// RFC 9110, section 6.6.1; it changes once a second.
const std::string& current_date() {
    thread_local std::time_t written_at = 0;
    thread_local std::string date;
    std::time_t now = std::time(nullptr);
    if (now != written_at) {
        std::tm utc{};
        char text[32];
        ::gmtime_r(&now, &utc);
        std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
        date = text;
        written_at = now;
    }
    return date;
}

bool has_no_content(int status) {
    return status == 204 || status == 304;
}

}  // namespace

// cpp-httplib lets servers with a transport of their own, as its SSLServer is one, derive from it and feed
// process_request with a Stream. By the time a response is written the request was framed, routed and
// answered by us, once and strictly; the library sees of it only what shapes a response, and never a byte
// that a client sent.
class ResponseWriter::Library : public httplib::Server {
  public:
    Library() {
        set_pre_routing_handler([](const httplib::Request&, httplib::Response& out) {
            take_over(*job.response, out);
            return HandlerResponse::Handled;
        });
        set_post_routing_handler([](const httplib::Request&, httplib::Response& out) { correct(out); });
    }

    void write(std::string_view request, bool close, std::string& out) {
        MemoryStream stream(request, out);
        bool closed = false;
        process_request(stream, close, closed, nullptr);
    }

  private:
    static void take_over(Response& in, httplib::Response& out) {
        out.status = in.status;
        for (auto& [name, value] : in.headers) out.headers.emplace(std::move(name), std::move(value));
        if (!in.content_type.empty()) out.headers.emplace("Content-Type", std::move(in.content_type));
        if (!in.stream) {
            out.body = std::move(in.body);
        } else if (in.stream->length) {
            out.headers.emplace("Content-Length", std::to_string(*in.stream->length));
        } else if (job.form->minor_version > 0) {
            out.headers.emplace("Transfer-Encoding", "chunked");
        }
        out.headers.emplace("Date", current_date());
    }

    // What the library adds by itself and would not be true here.
    static void correct(httplib::Response& out) {
        out.headers.erase("Accept-Ranges");
        out.headers.erase("Keep-Alive");
        const auto& stream = job.response->stream;
        if (has_no_content(out.status) || (stream && !stream->length)) out.headers.erase("Content-Length");
        if (job.form->keep_alive && job.form->minor_version == 0)
            out.headers.emplace("Connection", "keep-alive");
    }
};

ResponseWriter::ResponseWriter() : library_(std::make_unique<Library>()) {}
ResponseWriter::~ResponseWriter() = default;

void ResponseWriter::write(Response&& response, const Form& form, std::string& out) const {
    job = {&response, &form};
    library_->write(form.head_only ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n", !form.keep_alive,
                    out);
    job = {};
}

}  // namespace fairdraw::http
