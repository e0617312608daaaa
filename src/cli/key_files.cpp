#include "cli/key_files.hpp"

#include <fstream>
#include <stdexcept>

namespace fairdraw::cli {

SigningKey read_signing_key(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in)
        throw std::runtime_error("signing key " + file + ": cannot be read; make one with `fairdraw keygen`");
    // A key is one short line; what is longer is some other file.
    std::string content(4096, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(in.gcount()));
    if (!content.empty() && content.back() == '\n') content.pop_back();
    auto key = SigningKey::parse(content);
    if (!key) throw std::runtime_error("signing key " + file + ": " + key.error());
    return *key;
}

}  // namespace fairdraw::cli
