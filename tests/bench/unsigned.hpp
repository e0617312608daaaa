// fairdraw's own recording of entries as it would be without receipts, to show what they cost.
#pragma once

#include <string>

namespace bench {

// Serves POST /v1/rounds/{round}/entry until killed; the rounds are in the migrated database already. Prints
// where it listens.
void serve_unsigned(const std::string& listen, const std::string& database_url,
                    const std::string& jwt_secret_file);

}  // namespace bench
