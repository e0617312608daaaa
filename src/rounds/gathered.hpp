// What writers and look-ups have in common: both take what a queue has gathered, round by round, and refuse
// what they cannot answer. One thread; the requests stay with whoever gathered them.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "postgres/failure.hpp"
#include "rounds/recorder.hpp"

namespace fairdraw::rounds {

using Requests = std::vector<RecordRequest*>;

// A trip that failed is tried again for this long before its requests are refused.
inline constexpr int patience_ms = 3000;
// About two seconds' worth; beyond, it is kinder to say OVERLOADED at once.
inline constexpr std::size_t longest_queue = 40'000;

// Hands on the requests of each round, in turn; those that have waited too long by then are refused.
void for_each_round(std::vector<RecordRequest>& gathered, std::chrono::milliseconds longest_wait,
                    Recorder::Counters& counters, const std::function<void(Requests)>& hand_on);

std::vector<std::string> users_of(std::span<RecordRequest* const> requests);

// Why none of these could be recorded, or be told what stands.
void refuse_all(const Requests& requests, const postgres::Failure& failure, const Recordable& recordable,
                Recorder::Counters& counters);

// `why` is for people.
void refuse_overloaded(RecordRequest& request, const char* why, Recorder::Counters& counters);

}  // namespace fairdraw::rounds
