#include "cli/api_client.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

namespace fairdraw::cli {

namespace {

httplib::Request request_of(const ApiAccess& access, const std::string& method, const std::string& path,
                            const std::string& body) {
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    if (!access.token.empty()) request.headers.emplace("Authorization", "Bearer " + access.token);
    request.headers.emplace("Content-Type", "application/json");
    return request;
}

void print_refusal(const ApiAccess& access, const httplib::Response& response) {
    if (response.status == 401 && access.token.empty()) {
        std::cerr
            << "UNAUTHENTICATED: give a token with the scope operator, with --token or in FAIRDRAW_TOKEN\n";
        return;
    }
    const auto problem = nlohmann::json::parse(response.body, nullptr, false);
    if (problem.is_object() && problem.contains("code") && problem.contains("detail"))
        std::cerr << problem["code"].get<std::string>() << ": " << problem["detail"].get<std::string>()
                  << "\n";
    else
        std::cerr << "the server answered " << response.status << "\n" << response.body << "\n";
}

std::string_view trouble(httplib::Error error) {
    switch (error) {
        case httplib::Error::Connection:
            return "cannot connect; is the service running there?";
        case httplib::Error::SSLConnection:
            return "no TLS connection; does it speak http:// there?";
        case httplib::Error::SSLServerVerification:
            return "its certificate is not trusted";
        default:
            return "no answer";
    }
}

}  // namespace

std::shared_ptr<ApiAccess> add_api_access(CLI::App& command) {
    auto access = std::make_shared<ApiAccess>();
    command.add_option("--server", access->server, "The service's address")->capture_default_str();
    command.add_option("--token", access->token,
                       "A token with scope operator (see `fairdraw token`); better in FAIRDRAW_TOKEN");
    return access;
}

int call_api(const ApiAccess& access, const std::string& method, const std::string& path,
             const std::string& body) {
    httplib::Client client{access.server};
    const auto host = access.server.find("://");
    const bool has_path = host != std::string::npos && access.server.find('/', host + 3) != std::string::npos;
    if (!client.is_valid() || has_path) {
        std::cerr << "--server " << access.server
                  << ": must be an address such as http://127.0.0.1:8080, without a path\n";
        return 2;
    }
    client.set_connection_timeout(5);
    client.set_read_timeout(30);
    const auto result = client.send(request_of(access, method, path, body));
    if (!result) {
        std::cerr << "--server " << access.server << ": " << trouble(result.error()) << "\n";
        return 2;
    }
    if (result->status < 200 || result->status > 299) {
        print_refusal(access, *result);
        return 1;
    }
    if (!result->body.empty()) std::cout << nlohmann::ordered_json::parse(result->body).dump(2) << "\n";
    return 0;
}

std::string path_segment(const std::string& text) {
    std::string encoded;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) ||
            std::string_view{"-._~"}.find(c) != std::string_view::npos)
            encoded += c;
        else
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return encoded;
}

}  // namespace fairdraw::cli
