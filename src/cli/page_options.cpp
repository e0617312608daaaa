#include "cli/page_options.hpp"

namespace fairdraw::cli {

void add_page_options(CLI::App& command, PageOptions& options) {
    command.add_option("--pages", options.folder,
                       "The built pages; those installed with this program unless told");
    command
        .add_flag("--sign-in-form", options.sign_in_form,
                  "For trying things out: lets anybody sign in as anybody, with any scope")
        ->excludes("--jwt-jwks-file");
}

std::unique_ptr<const pages::Pages> read_pages(const PageOptions& options) {
    if (!options.folder.empty()) return std::make_unique<const pages::Pages>(options.folder);
    const auto installed = pages::installed_pages();
    return installed ? std::make_unique<const pages::Pages>(*installed) : nullptr;
}

}  // namespace fairdraw::cli
