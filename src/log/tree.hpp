// The log's tree as it stands in the database: everything published, in order (draw-protocol.md, section 7).
// It only grows, so what is asked of the first so many leaves has one answer for ever. One thread a
// connection.
#pragma once

#include <cstdint>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::log {

std::uint64_t read_size(postgres::Connection& connection);

// Preconditions of the following: sizes are at most read_size's, and indexes below their size.

Hash read_root(postgres::Connection& connection, std::uint64_t size);

Hash read_leaf_hash(postgres::Connection& connection, std::uint64_t index);

// From leaf to root: RFC 9162, 2.1.3.
std::vector<Hash> read_inclusion_path(postgres::Connection& connection, std::uint64_t index,
                                      std::uint64_t size);

// RFC 9162, 2.1.4; empty from nothing.
std::vector<Hash> read_consistency_path(postgres::Connection& connection, std::uint64_t from,
                                        std::uint64_t to);

}  // namespace fairdraw::log
