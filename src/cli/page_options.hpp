// The options of `serve` about the pages for people.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "pages/pages.hpp"

namespace fairdraw::cli {

struct PageOptions {
    std::string folder;
    bool sign_in_form = false;
};

// After the option --jwt-jwks-file, which goes with no sign-in form.
void add_page_options(CLI::App& command, PageOptions& options);

// Null where there are none. Throws std::runtime_error for a folder that holds none.
std::unique_ptr<const pages::Pages> read_pages(const PageOptions& options);

}  // namespace fairdraw::cli
