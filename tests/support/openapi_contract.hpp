// docs/openapi.yaml as a judge: whether what a server answered is what the document says it answers
// (OpenAPI 3.1, JSON Schema 2020-12 as far as the document uses it). Immutable once made; any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fairdraw::testing {

struct ApiReply;

class OpenApiContract {
  public:
    // The project's own, read at the first call.
    static const OpenApiContract& shared();

    // Throws std::runtime_error for a document that cannot be read or uses what this class does not know.
    explicit OpenApiContract(const std::filesystem::path& document);
    ~OpenApiContract();

    // What is wrong with a response, in words; nothing when it is as documented. `path` may carry a query. A
    // path that is not documented must have been answered with 404 NOT_FOUND, a method with 405. A request
    // that was accepted must itself be as documented.
    std::vector<std::string> violations(std::string_view method, std::string_view path,
                                        std::string_view request_body, const ApiReply& reply) const;

    struct Route {
        std::string path;  // with its parameters in braces
        std::set<std::string> methods;
        std::set<std::string> is_public;  // those of the methods that need no token
    };
    std::vector<Route> routes() const;

    // The document against itself: every example that its own schema refuses.
    std::vector<std::string> broken_examples() const;
    int examples() const;

  private:
    struct Document;
    std::unique_ptr<Document> document_;
};

}  // namespace fairdraw::testing
