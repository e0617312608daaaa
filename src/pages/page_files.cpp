#include "pages/page_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "fairdraw/sha256.hpp"
#include "http/fields.hpp"

namespace fairdraw::pages {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 1'000;
constexpr std::size_t most_bytes = 32 * 1024 * 1024;
constexpr std::size_t etag_digits = 32;

[[noreturn]] void refuse(const fs::path& place, const std::string& why) {
    throw std::runtime_error("--pages: " + place.string() + ": " + why);
}

std::string coding_of(const fs::path& file) {
    if (file.extension() == ".gz") return "gzip";
    return file.extension() == ".br" ? "br" : "";
}

std::string content_type_of(const fs::path& file) {
    static const std::map<std::string, std::string> types{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
    };
    const auto type = types.find(file.extension().string());
    if (type == types.end()) refuse(file, "pages have no files of this type");
    return type->second;
}

Representation read_representation(const fs::path& file, std::size_t& bytes_left) {
    if (fs::file_size(file) > bytes_left) refuse(file, "the pages have more than 32 MiB");
    std::ifstream stream(file, std::ios::binary);
    Representation read{coding_of(file), {std::istreambuf_iterator<char>(stream), {}}, {}};
    if (!stream) refuse(file, "cannot be read");
    bytes_left -= std::min(bytes_left, read.bytes.size());
    read.etag = '"' + to_hex(sha256(read.bytes)).substr(0, etag_digits) + '"';
    return read;
}

// Where a file belongs, by its path below the folder and without the ending of its coding.
PageFile& place_of(PageFiles& files, const fs::path& file, const fs::path& relative) {
    const auto folder = relative.parent_path().string();
    const bool is_nested = folder.find('/') != folder.npos;
    if (folder == "assets") return files.assets[relative.filename().string()];
    if (!is_nested && relative.filename() == "index.html") return files.documents["/" + folder];
    refuse(file, "is neither a document nor in `assets`");
}

// A coding's weight is at the end of its member of the list, and only 0 forbids it.
bool allows(std::string_view accept_encoding, std::string_view coding) {
    while (!accept_encoding.empty()) {
        const auto member = accept_encoding.substr(0, accept_encoding.find(','));
        accept_encoding.remove_prefix(std::min(accept_encoding.size(), member.size() + 1));
        const auto semicolon = std::min(member.find(';'), member.size());
        if (!http::equal_ignoring_case(http::trim_spaces(member.substr(0, semicolon)), coding)) continue;
        const auto weight = member.find_first_of("qQ", semicolon);
        return weight == member.npos || member.find_first_of("123456789", weight) != member.npos;
    }
    return false;
}

void check_whole(const std::map<std::string, PageFile, std::less<>>& files, const fs::path& folder) {
    for (const auto& [name, file] : files)
        if (!file.representations.front().coding.empty()) refuse(folder, name + " is there only compressed");
}

void sort_by_size(std::map<std::string, PageFile, std::less<>>& files) {
    for (auto& [name, file] : files)
        std::ranges::sort(file.representations, {}, [](const Representation& it) {
            return std::pair(!it.coding.empty(), it.bytes.size());
        });
}

}  // namespace

const Representation& PageFile::best_for(std::string_view accept_encoding) const {
    for (const auto& representation : representations)
        if (!representation.coding.empty() && allows(accept_encoding, representation.coding))
            return representation;
    return representations.front();
}

PageFiles PageFiles::read(const fs::path& folder) {
    if (!fs::is_regular_file(folder / "index.html"))
        refuse(folder, "there is no index.html; scripts/web build makes it");
    PageFiles files;
    std::size_t count = 0, bytes_left = most_bytes;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_directory()) continue;
        if (!entry.is_regular_file()) refuse(entry.path(), "is no file");
        if (++count > most_files) refuse(folder, "the pages have more than 1,000 files");
        auto representation = read_representation(entry.path(), bytes_left);
        auto relative = entry.path().lexically_relative(folder);
        if (!representation.coding.empty()) relative.replace_extension();
        auto& file = place_of(files, entry.path(), relative);
        file.content_type = content_type_of(folder / relative);
        file.representations.push_back(std::move(representation));
    }
    for (auto* some : {&files.documents, &files.assets}) {
        sort_by_size(*some);
        check_whole(*some, folder);
    }
    return files;
}

}  // namespace fairdraw::pages
