// The pages for people: files from memory, under a Content-Security-Policy that lets them load and ask
// nothing but this server. Any thread.
#pragma once

#include <filesystem>
#include <optional>

#include "http/router.hpp"
#include "pages/page_files.hpp"

namespace fairdraw::pages {

class Pages {
  public:
    // Throws std::runtime_error: see PageFiles::read.
    explicit Pages(const std::filesystem::path& folder) : files_(PageFiles::read(folder)) {}

    // The routes refer to this object, which must outlive the router.
    void add_routes(http::Router& router) const;

  private:
    PageFiles files_;
};

// Where the pages are that were installed with this program; nothing where none were.
std::optional<std::filesystem::path> installed_pages();

}  // namespace fairdraw::pages
