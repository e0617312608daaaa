#include "bare.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <sys/socket.h>

#include <cstdio>
#include <limits>
#include <stdexcept>

namespace bench {

void serve_bare(const std::string& listen, unsigned threads) {
    httplib::Server server;
    server.new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(std::numeric_limits<size_t>::max());
    server.set_keep_alive_timeout(75);
    socket_t listener = INVALID_SOCKET;
    server.set_socket_options([&](socket_t socket) { listener = socket; });
    server.Get("/healthz", [](const httplib::Request&, httplib::Response& response) {
        response.set_content(R"({"status":"ok"})", "application/json");
    });

    const auto colon = listen.rfind(':');
    const auto host = listen.substr(0, colon);
    int port = std::stoi(listen.substr(colon + 1));
    if (port == 0) {
        port = server.bind_to_any_port(host.c_str());
    } else if (!server.bind_to_port(host.c_str(), port)) {
        port = -1;
    }
    if (port < 0) throw std::runtime_error("cannot listen on " + listen);
    ::listen(listener, 4096);  // the library's own backlog of 5 turns away whoever comes sixth
    fmt::print("event=listening address=http://{}:{}\n", host, port);
    std::fflush(stdout);
    server.listen_after_bind();
}

}  // namespace bench
