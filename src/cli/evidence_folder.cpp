#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/evidence_place.hpp"

namespace fairdraw::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_size = std::size_t{1} << 18;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

[[noreturn]] void give_up(const fs::path& path, int error) {
    throw EvidenceUnavailable(path.string() + ": " + std::strerror(error));
}

class EvidenceFolder final : public EvidenceSource {
  public:
    explicit EvidenceFolder(fs::path folder) : folder_(std::move(folder)) {}

    bool read(std::string_view name, const Sink& sink) override {
        const fs::path path = folder_ / name;
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (status.type() == fs::file_type::not_found) return false;
        if (error) give_up(path, error.value());
        // A pipe or a device would never end.
        if (status.type() != fs::file_type::regular)
            throw EvidenceUnavailable(path.string() + ": not a file");
        read_file(path, sink);
        return true;
    }

  private:
    static void read_file(const fs::path& path, const Sink& sink) {
        const File file(std::fopen(path.c_str(), "rb"));
        if (!file) give_up(path, errno);
        std::vector<char> piece(piece_size);
        while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), file.get())) {
            if (!sink({piece.data(), size})) return;
        }
        if (std::ferror(file.get())) give_up(path, errno);
    }

    fs::path folder_;
};

}  // namespace

std::unique_ptr<EvidenceSource> open_evidence_folder(const std::string& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw EvidenceUnavailable(folder + ": no such folder; an address begins with http:// or https://");
    return std::make_unique<EvidenceFolder>(folder);
}

std::unique_ptr<EvidenceSource> open_evidence(const std::string& place) {
    if (place.starts_with("http://") || place.starts_with("https://")) return open_evidence_address(place);
    return open_evidence_folder(place);
}

}  // namespace fairdraw::cli
