#include "log/tree.hpp"

#include <map>
#include <pqxx/result>
#include <utility>

#include "fairdraw/merkle.hpp"
#include "sql/log_sql.hpp"

namespace fairdraw::log {

namespace {

using Place = std::pair<std::int64_t, std::int64_t>;  // level, index
using Nodes = std::map<Place, Hash>;

Place place_of(unsigned level, std::uint64_t index) {
    return {static_cast<std::int64_t>(level), static_cast<std::int64_t>(index)};
}

Nodes read_nodes(postgres::Connection& connection, const Nodes& wanted) {
    std::vector<std::int64_t> levels, indexes;
    for (const auto& [place, none] : wanted) {
        levels.push_back(place.first);
        indexes.push_back(place.second);
    }
    Nodes nodes;
    for (const auto& row : connection.read(sql::find_nodes, {levels, indexes}))
        nodes[{row[0].as<std::int64_t>(), row[1].as<std::int64_t>()}] =
            hash_from_hex(row[2].as<std::string>()).value();
    return nodes;
}

// Computes from nodes of the tree. Which it needs does not depend on what they are, so the first time it is
// given none, and then all of them in one trip.
template <class Compute>
auto from_nodes(postgres::Connection& connection, const Compute& compute) {
    Nodes wanted;
    compute([&](unsigned level, std::uint64_t index) { return wanted[place_of(level, index)] = {}; });
    const auto nodes = read_nodes(connection, wanted);
    return compute([&](unsigned level, std::uint64_t index) { return nodes.at(place_of(level, index)); });
}

}  // namespace

std::uint64_t read_size(postgres::Connection& connection) {
    return connection.read(sql::log_size)[0][0].as<std::uint64_t>();
}

Hash read_root(postgres::Connection& connection, std::uint64_t size) {
    return from_nodes(connection, [&](const MerkleNode& node) { return root_of(size, node); });
}

Hash read_leaf_hash(postgres::Connection& connection, std::uint64_t index) {
    return from_nodes(connection, [&](const MerkleNode& node) { return node(0, index); });
}

std::vector<Hash> read_inclusion_path(postgres::Connection& connection, std::uint64_t index,
                                      std::uint64_t size) {
    return from_nodes(connection, [&](const MerkleNode& node) { return inclusion_path(index, size, node); });
}

std::vector<Hash> read_consistency_path(postgres::Connection& connection, std::uint64_t from,
                                        std::uint64_t to) {
    return from_nodes(connection, [&](const MerkleNode& node) { return consistency_path(from, to, node); });
}

}  // namespace fairdraw::log
