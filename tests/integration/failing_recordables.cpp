#include "integration/failing_recordables.hpp"

#include <pqxx/except>
#include <pqxx/result>

namespace fairdraw::testing {

namespace {

constexpr postgres::Statement broken_find{"test_broken_find",
                                          "SELECT 1 / 0 WHERE $1::int > 0 AND $2::text[] IS NOT NULL"};

std::vector<bool> insert_and_lose_the_answer(postgres::Connection& connection,
                                             std::span<rounds::RecordRequest* const> requests,
                                             const std::vector<std::string>& users, UnixMs now) {
    auto recorded = rounds::reservations.insert(connection, requests, users, now);
    if (answers_to_lose-- > 0) throw pqxx::in_doubt_error("the answer was lost");
    return recorded;
}

rounds::Recordable reservations_but(decltype(rounds::Recordable::insert) insert,
                                    const postgres::Statement* find) {
    auto recordable = rounds::reservations;
    recordable.insert = insert;
    recordable.find = find;
    return recordable;
}

}  // namespace

std::atomic<int> answers_to_lose;

const rounds::Recordable unsure = reservations_but(insert_and_lose_the_answer, rounds::reservations.find);
const rounds::Recordable blind = reservations_but(rounds::reservations.insert, &broken_find);
const rounds::Recordable unsure_and_blind = reservations_but(insert_and_lose_the_answer, &broken_find);

}  // namespace fairdraw::testing
