// A folder of a test's own, under the system's folder for temporary files unless told, removed with all it
// holds when it goes. One owner; any thread may read the path.
#pragma once

#include <filesystem>
#include <string_view>

namespace fairdraw::testing {

class TemporaryFolder {
  public:
    explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    // Short enough for a Unix socket inside (107 bytes at most).
    const std::filesystem::path& path() const { return path_; }

    // Writes a file into the folder, readable by its owner alone, and returns its path.
    std::filesystem::path write(std::string_view name, std::string_view content) const;

  private:
    std::filesystem::path path_;
};

// The whole file; throws std::runtime_error when it cannot be read.
std::string read_file(const std::filesystem::path& file);

}  // namespace fairdraw::testing
