// A round's evidence held in memory, so that a test can alter one thing and audit the rest as it was.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "fairdraw/evidence.hpp"

namespace fairdraw::testing {

inline std::string read_whole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

class EvidenceInMemory final : public EvidenceSource {
  public:
    EvidenceInMemory() = default;

    /// Every file of a folder.
    explicit EvidenceInMemory(const std::filesystem::path& folder) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.is_regular_file()) files[entry.path().filename().string()] = read_whole(entry.path());
        }
    }

    bool read(std::string_view file, const Sink& sink) override {
        const auto found = files.find(std::string(file));
        if (found == files.end()) return false;
        std::string_view rest = found->second;
        while (!rest.empty()) {
            const std::string_view piece = rest.substr(0, piece_size);
            rest.remove_prefix(piece.size());
            if (!sink(piece)) break;
        }
        return true;
    }

    std::map<std::string, std::string> files;
    std::size_t piece_size = 4096;
};

}  // namespace fairdraw::testing
