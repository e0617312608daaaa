#include "support/openapi_contract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "support/api_client.hpp"
#include "support/openapi_document.hpp"

namespace fairdraw::testing {

namespace {

using Json = nlohmann::json;
using Violations = std::vector<std::string>;

// Schemas are found by where they stand in the document, which does not change any more.
class SchemaJudge {
  public:
    void judge(const Json& schema, const Json& value, Violations& violations) {
        const std::lock_guard lock(mutex_);
        auto& compiled = compiled_[&schema];
        if (!compiled) compiled = compile(schema);
        valijson::ValidationResults results;
        if (validator_.validate(*compiled, valijson::adapters::NlohmannJsonAdapter(value), &results)) return;
        for (const auto& error : results) {
            std::string where;
            for (const auto& step : error.context) where += step;
            violations.push_back(where + ": " + error.description);
        }
    }

  private:
    static std::unique_ptr<valijson::Schema> compile(const Json& schema) {
        auto compiled = std::make_unique<valijson::Schema>();
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), *compiled);
        return compiled;
    }

    std::mutex mutex_;
    std::map<const Json*, std::unique_ptr<valijson::Schema>> compiled_;
    valijson::Validator validator_;
};

std::vector<std::string_view> segments(std::string_view path) {
    std::vector<std::string_view> result;
    while (path.starts_with('/')) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        result.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return result;
}

bool matches(std::string_view pattern, std::string_view path) {
    const auto wanted = segments(pattern), given = segments(path);
    return std::equal(wanted.begin(), wanted.end(), given.begin(), given.end(), [](auto want, auto have) {
        return want.starts_with('{') ? !have.empty() : want == have;
    });
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

bool same_media_type(const std::string& documented, const std::string& given) {
    const bool with_parameters = documented.find(';') != std::string::npos;
    return lower_case(with_parameters ? given : given.substr(0, given.find(';'))) == documented;
}

Json header_value(const Json& schema, const std::string& text) {
    if (schema.value("type", "") != "integer") return text;
    const Json number = Json::parse(text, nullptr, false);
    return number.is_number_integer() ? number : Json(text);
}

bool is_method(std::string_view key) {
    static const std::set<std::string_view> methods{"get", "put", "post", "delete", "patch"};
    return methods.contains(key);
}

}  // namespace

struct OpenApiContract::Document {
    Json tree;
    mutable SchemaJudge judge;

    const Json* path_item(std::string_view path) const {
        const Json* found = nullptr;
        for (const auto& [pattern, item] : tree.at("paths").items()) {
            // A literal segment goes before a parameter, as in the server.
            if (matches(pattern, path) && (!found || pattern.find('{') == std::string::npos)) found = &item;
        }
        return found;
    }

    const Json& shared_response(const char* name) const {
        return tree.at("components").at("responses").at(name);
    }

    // The documented response, or nothing with the reason added.
    const Json* response(std::string_view method, std::string_view path, int status,
                         Violations& violations) const {
        const Json* item = path_item(path);
        const std::string verb = method == "HEAD" ? "get" : lower_case(std::string(method));
        const Json* undocumented = !item                   ? &shared_response("NotFound")
                                   : !item->contains(verb) ? &shared_response("MethodNotAllowed")
                                                           : nullptr;
        if (undocumented) {
            if (status == (item ? 405 : 404)) return undocumented;
        } else if (const auto& responses = item->at(verb).at("responses");
                   responses.contains(std::to_string(status))) {
            return &responses.at(std::to_string(status));
        }
        violations.push_back(fmt::format("status {} is not documented", status));
        return nullptr;
    }

    void judge_headers(const Json& response, const ApiReply& reply, Violations& violations) const {
        const auto headers = response.find("headers");
        if (headers == response.end()) return;
        for (const auto& [name, header] : headers->items()) {
            const auto given = reply.header(name);
            if (given) {
                judge.judge(header.at("schema"), header_value(header.at("schema"), *given), violations);
            } else if (header.value("required", false)) {
                violations.push_back("the header " + name + " is missing");
            }
        }
    }

    void judge_body(const Json& response, const ApiReply& reply, Violations& violations) const {
        const auto type = reply.header("Content-Type");
        const auto content = response.find("content");
        if (content == response.end()) {
            if (!reply.body.empty()) violations.push_back("a body where none is documented");
            return;
        }
        for (const auto& [media_type, media] : content->items()) {
            if (!type || !same_media_type(media_type, *type)) continue;
            judge_media(media_type, media, reply.body, violations);
            return;
        }
        violations.push_back(fmt::format("content type {} is not documented", type.value_or("(none)")));
    }

    void judge_media(const std::string& media_type, const Json& media, std::string_view body,
                     Violations& violations) const {
        const bool is_json = media_type.ends_with("json");
        const Json value = is_json ? Json::parse(body, nullptr, false) : Json(body);
        if (value.is_discarded()) {
            violations.push_back("the body is not JSON");
        } else {
            judge.judge(media.at("schema"), value, violations);
        }
    }

    // What was accepted must be documented as acceptable.
    void judge_request(std::string_view method, std::string_view path, std::string_view body,
                       Violations& violations) const {
        if (body.empty()) return;
        const auto& operation = path_item(path)->at(lower_case(std::string(method)));
        if (!operation.contains("requestBody")) return;
        const auto& content = operation.at("requestBody").at("content");
        // Lists of lines have no schema that could judge them.
        if (!content.contains("application/json")) return;
        Violations found;
        judge_media("application/json", content.at("application/json"), body, found);
        for (const auto& violation : found)
            violations.push_back("accepted though in the request " + violation);
    }

    template <class Visitor>
    static void visit_media(const Json& node, const std::string& where, const Visitor& visitor) {
        if (!node.is_structured()) return;
        if (node.is_object() && node.contains("schema")) {
            if (node.contains("example")) visitor(where, node.at("schema"), node.at("example"));
            if (const auto examples = node.find("examples");
                examples != node.end() && examples->is_object()) {
                for (const auto& [name, example] : examples->items()) {
                    visitor(where + "/" + name, node.at("schema"), example.at("value"));
                }
            }
        }
        for (const auto& [key, value] : node.items()) visit_media(value, where + "/" + key, visitor);
    }
};

const OpenApiContract& OpenApiContract::shared() {
    static const OpenApiContract contract{FAIRDRAW_OPENAPI};
    return contract;
}

OpenApiContract::OpenApiContract(const std::filesystem::path& document)
    : document_(std::make_unique<Document>()) {
    document_->tree = read_openapi(document);
}

OpenApiContract::~OpenApiContract() = default;

std::vector<std::string> OpenApiContract::violations(std::string_view method, std::string_view path,
                                                     std::string_view request_body,
                                                     const ApiReply& reply) const {
    Violations result;
    const auto plain_path = path.substr(0, path.find('?'));
    const Json* response = document_->response(method, plain_path, reply.status, result);
    if (!response) return result;
    document_->judge_headers(*response, reply, result);
    if (method != "HEAD") document_->judge_body(*response, reply, result);
    if (reply.status < 300) document_->judge_request(method, plain_path, request_body, result);
    return result;
}

std::vector<OpenApiContract::Route> OpenApiContract::routes() const {
    std::vector<Route> result;
    for (const auto& [path, item] : document_->tree.at("paths").items()) {
        Route route{path, {}, {}};
        for (const auto& [key, operation] : item.items()) {
            if (!is_method(key)) continue;
            std::string method = key;
            std::transform(method.begin(), method.end(), method.begin(),
                           [](char c) { return static_cast<char>(c - 'a' + 'A'); });
            route.methods.insert(method);
            if (operation.contains("security") && operation.at("security").empty())
                route.is_public.insert(method);
        }
        result.push_back(std::move(route));
    }
    return result;
}

std::vector<std::string> OpenApiContract::broken_examples() const {
    Violations result;
    Document::visit_media(document_->tree, "",
                          [&](const std::string& where, const Json& schema, const Json& example) {
                              Violations found;
                              document_->judge.judge(schema, example, found);
                              for (const auto& violation : found) result.push_back(where + " " + violation);
                          });
    return result;
}

int OpenApiContract::examples() const {
    int count = 0;
    Document::visit_media(document_->tree, "", [&](const auto&, const auto&, const auto&) { ++count; });
    return count;
}

}  // namespace fairdraw::testing
