// One story of an operator and of users around a round, told to a service that is killed somewhere in it, and
// what must be there in the end wherever that was. The people in it are as patient as real ones: who gets no
// answer asks again.
//
// One thread tells a story; several stories may be told at once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "support/stage.hpp"

namespace fairdraw::testing {

class CrashStory {
  public:
    // Alone: the service is killed at `point` ("<step>.before_commit" or "<step>.after_commit"), and started
    // again. With a survivor: another instance serves the same database and goes on; nobody starts the killed
    // one again.
    enum class Cast { alone, with_survivor };
    CrashStory(const std::string& point, Cast cast);

    void tell();
    // Fails the test unless all is there, once.
    void check();

  private:
    ApiReply persist(const std::function<ApiReply(const FairdrawServer&)>& ask);
    std::map<int, ApiReply> everybody_posts(const std::string& path, int count);
    std::string await_state(const std::vector<std::string>& states);
    void go_on_after_the_kill();

    void operate();
    void take_part();
    void let_only_the_armed_one_end_the_round();
    const FairdrawServer& living() const { return survivor_ && deaths_ ? *survivor_ : stage_.server; }

    void check_round();
    void check_answers_stay();
    void check_what_the_operator_did();

    const std::string point_;
    Stage stage_;
    std::unique_ptr<FairdrawServer> survivor_;
    RoundPlan plan_;
    std::map<int, ApiReply> entries_;
    int deaths_ = 0;
};

}  // namespace fairdraw::testing
