// The built pages, in memory: `index.html` and `NAME/index.html` are documents, what lies in `assets` is
// named after its content and never changes. `X.gz` and `X.br` are X compressed beforehand. Values; any
// thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace fairdraw::pages {

// One form of a file. `coding` is the content coding (RFC 9110, section 8.4.1), empty for none.
struct Representation {
    std::string coding;
    std::string bytes;
    std::string etag;  // strong, in its quotes
};

struct PageFile {
    std::string content_type;
    // The file as it is comes first, then its compressed forms, the smallest first.
    std::vector<Representation> representations;

    // The smallest that `accept_encoding` allows (RFC 9110, section 12.5.3); a coding with weight 0 is not.
    const Representation& best_for(std::string_view accept_encoding) const;
};

struct PageFiles {
    std::map<std::string, PageFile, std::less<>> documents;  // by path: "/", "/shop"
    std::map<std::string, PageFile, std::less<>> assets;     // by name

    // Throws std::runtime_error that names what is wrong: no `index.html`, a file that is none of the above,
    // one of an unknown type, or more than 1,000 files or 32 MiB.
    static PageFiles read(const std::filesystem::path& folder);
};

}  // namespace fairdraw::pages
