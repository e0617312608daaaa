#include "support/open_round.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/raw_http.hpp"

namespace fairdraw::testing {

OpenRound::OpenRound(ServerSettings settings) : Stage(std::move(settings)) {
    announce(operator_, plan);
    wait_for_state(anyone, plan.round, {"entering"});
}

void OpenRound::check_unharmed() {
    CHECK(server.running());
    CHECK(anyone.get("/healthz").status == 200);
    CHECK(count("SELECT count(*) FROM fairdraw.entries") == 0);
    CHECK(count("SELECT count(*) FROM fairdraw.rounds") == 1);
}

int OpenRound::raw_status(std::string_view request) const {
    return testing::raw_status(server.port(), request);
}

std::string OpenRound::entry_request(std::string_view lines) const {
    return fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n{}\r\n", entry,
                       TestKeys::shared().user_token("user-1"), lines);
}

}  // namespace fairdraw::testing
