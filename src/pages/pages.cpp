#include "pages/pages.hpp"

#include "http/fields.hpp"
#include "http/problem.hpp"

namespace fairdraw::pages {

namespace {

namespace fs = std::filesystem;

// https://www.w3.org/TR/CSP3. On every file: a worker has the policy of its own script.
constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

constexpr const char* ask_again = "no-cache";
constexpr const char* keep = "public, max-age=31536000, immutable";

// RFC 9110, section 13.1.2; a weak tag is as good as a strong one here.
bool is_known(const http::Request& request, const std::string& etag) {
    const auto known = request.header("If-None-Match");
    return known &&
           (*known == "*" || http::list_holds(*known, etag) || http::list_holds(*known, "W/" + etag));
}

http::Response answer(const http::Request& request, const PageFile& file, const char* caching) {
    const auto& best = file.best_for(request.header("Accept-Encoding").value_or(""));
    http::Response response;
    response.headers = {{"ETag", best.etag},
                        {"Cache-Control", caching},
                        {"Vary", "Accept-Encoding"},
                        {"Content-Security-Policy", policy},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cross-Origin-Opener-Policy", "same-origin"}};
    if (is_known(request, best.etag)) {
        response.status = 304;
        return response;
    }
    response.content_type = file.content_type;
    response.body = best.bytes;
    if (!best.coding.empty()) response.headers.emplace_back("Content-Encoding", best.coding);
    return response;
}

}  // namespace

void Pages::add_routes(http::Router& router) const {
    // From memory: answered while every worker waits for the database, and as cheap as a health check.
    const http::RouteOptions prompt{
        .access = http::Access::anyone, .may_block = false, .throttling = http::Throttling::exempt};
    const auto add = [&](const std::string& pattern, const http::Handler& handler) {
        router.add("GET", pattern, prompt, handler, http::at_once(handler));
    };
    for (const auto& [path, file] : files_.documents)
        add(path, [&file = file](const http::Request& request) { return answer(request, file, ask_again); });
    add("/assets/{name}", [this](const http::Request& request) {
        const auto asset = files_.assets.find(request.path_parameter("name"));
        if (asset == files_.assets.end())
            return http::problem(http::Code::not_found, "there is no such file");
        return answer(request, asset->second, keep);
    });
}

std::optional<fs::path> installed_pages() {
    std::error_code unknown;  // where there is no /proc
    const auto program = fs::read_symlink("/proc/self/exe", unknown);
    if (unknown) return std::nullopt;
    const auto folder = program.parent_path().parent_path() / "share/fairdraw/pages";
    return fs::is_regular_file(folder / "index.html") ? std::optional(folder) : std::nullopt;
}

}  // namespace fairdraw::pages
