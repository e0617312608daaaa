// Signing in as whoever one says, for trying things out: hands out tokens of the shared secret to anybody.
// Any thread.
#pragma once

#include "http/router.hpp"
#include "http/tokens.hpp"

namespace fairdraw::pages {

// Whom the tokens are for: `issuer` and `audience` are what the server's verifier wants.
struct SignInForm {
    std::string secret;
    http::TokenOptions checks;
};

void add_sign_in_routes(http::Router& router, SignInForm form);

}  // namespace fairdraw::pages
