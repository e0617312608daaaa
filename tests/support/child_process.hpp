// A program that a test starts, and that never outlives the test: the kernel kills it when the thread that
// started it ends, the destructor kills and reaps it, also when the test throws.
//
// One thread starts, waits for and destroys a process; kill() may come from any thread meanwhile.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fairdraw::testing {

struct Command {
    std::vector<std::string> arguments;  // the first is the program, looked up by its path alone
    std::vector<std::pair<std::string, std::string>> environment;  // added to what is passed on
    std::filesystem::path output;                                  // standard output is appended here
    std::filesystem::path errors;                                  // empty: with standard output
    std::string user;                                              // run as this one; empty: as the test runs
    int signal_when_orphaned = 9;                                  // SIGKILL
};

struct ExitStatus {
    int code = -1;   // -1: it did not exit
    int signal = 0;  // the one that killed it
    bool operator==(const ExitStatus&) const = default;
};

class ChildProcess {
  public:
    // The environment passed on is the test's own without any FAIRDRAW_ variable. Throws std::system_error
    // when there is no process to be had; a program that does not exist exits with 127.
    explicit ChildProcess(const Command& command);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const { return pid_; }
    bool running();
    // Nothing happens when it ended before.
    void kill(int signal);
    // Throws std::runtime_error when it is still running after `timeout`.
    ExitStatus wait(std::chrono::milliseconds timeout = std::chrono::seconds(30));

  private:
    pid_t pid_;
    std::optional<ExitStatus> ended_;
};

struct ProgramResult {
    ExitStatus status;
    std::string output;
    std::string errors;
};

// Starts a program and waits for its end. `command.output` and `command.errors` are not used.
ProgramResult run(Command command, std::chrono::milliseconds timeout = std::chrono::seconds(30));

// The program under test: FAIRDRAW_PROGRAM, or the one built beside the tests.
std::string fairdraw_program();
ProgramResult run_fairdraw(std::vector<std::string> arguments,
                           std::vector<std::pair<std::string, std::string>> environment = {});

}  // namespace fairdraw::testing
