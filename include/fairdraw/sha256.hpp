// SHA-256 (FIPS 180-4) by OpenSSL, made for tens of millions of short messages: a hash allocates nothing and
// looks nothing up.
//
// A `Sha256` belongs to one thread at a time. The free functions may be called from any thread.
#pragma once

#include <memory>
#include <string_view>

#include "fairdraw/bytes.hpp"

struct evp_md_ctx_st;

namespace fairdraw {

/// A hash in the making. After `finish` it is empty again, ready for the next message.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    Sha256& update(ByteView bytes);
    Sha256& update(std::string_view text) { return update(bytes_of(text)); }
    Hash finish();

  private:
    struct FreeContext {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

Hash sha256(ByteView bytes);
inline Hash sha256(std::string_view text) {
    return sha256(bytes_of(text));
}

}  // namespace fairdraw
