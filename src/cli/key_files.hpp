// Signing keys in files, as `fairdraw keygen` writes them. One thread.
#pragma once

#include <string>

#include "fairdraw/note.hpp"

namespace fairdraw::cli {

// Throws std::runtime_error that names the file and what is wrong, and never repeats what it holds.
SigningKey read_signing_key(const std::string& file);

}  // namespace fairdraw::cli
