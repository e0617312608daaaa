// Signatures of Standard Webhooks (standardwebhooks.com, version 1, symmetric). Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fairdraw/bytes.hpp"

namespace fairdraw::notices {

// "whsec_<base64>", as receivers' libraries take it.
std::string write_secret(ByteView secret);

// The value of webhook-signature: "v1,<base64 of HMAC-SHA256 over id.timestamp.body>".
std::string sign_webhook(ByteView secret, std::string_view id, std::int64_t timestamp_s,
                         std::string_view body);

}  // namespace fairdraw::notices
