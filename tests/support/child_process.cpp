#include "support/child_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "support/temporary_folder.hpp"
#include "support/wait_until.hpp"

namespace fairdraw::testing {

namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::vector<std::string> environment_of(const Command& command) {
    std::vector<std::string> result;
    for (char** variable = environ; *variable; ++variable) {
        if (!std::string_view(*variable).starts_with("FAIRDRAW_")) result.emplace_back(*variable);
    }
    for (const auto& [name, value] : command.environment) result.push_back(name + "=" + value);
    return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

int open_for_append(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0) fail("open " + file.string());
    return descriptor;
}

struct Identity {
    uid_t user;
    gid_t group;
};

Identity identity_of(const std::string& user) {
    if (user.empty()) return {getuid(), getgid()};
    const passwd* found = getpwnam(user.c_str());
    if (!found) throw std::runtime_error("no user " + user);
    return {found->pw_uid, found->pw_gid};
}

struct Becoming {
    char* const* arguments;
    char* const* environment;
    int output;
    int errors;
    Identity identity;
    int signal_when_orphaned;
    pid_t parent;
};

// Between fork and exec only what is async-signal-safe: other threads' locks may be held for ever here.
[[noreturn]] void become(const Becoming& what) {
    const int nothing = ::open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(what.output, STDOUT_FILENO);
    dup2(what.errors, STDERR_FILENO);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    signal(SIGPIPE, SIG_DFL);
    const Identity identity = what.identity;
    if (identity.user != getuid() &&
        (setgroups(0, nullptr) != 0 || setgid(identity.group) != 0 || setuid(identity.user) != 0)) {
        _exit(126);
    }
    // After the change of user, which would take it back.
    prctl(PR_SET_PDEATHSIG, what.signal_when_orphaned);
    if (getppid() != what.parent) _exit(125);
    execve(what.arguments[0], what.arguments, what.environment);
    _exit(127);
}

ExitStatus status_of(int raw) {
    if (WIFSIGNALED(raw)) return {-1, WTERMSIG(raw)};
    return {WEXITSTATUS(raw), 0};
}

}  // namespace

ChildProcess::ChildProcess(const Command& command) {
    auto arguments = command.arguments;
    auto environment = environment_of(command);
    const auto argument_pointers = pointers(arguments);
    const auto environment_pointers = pointers(environment);
    const Identity identity = identity_of(command.user);
    const int output = open_for_append(command.output);
    const int errors = command.errors.empty() ? output : open_for_append(command.errors);
    const Becoming what{argument_pointers.data(),
                        environment_pointers.data(),
                        output,
                        errors,
                        identity,
                        command.signal_when_orphaned,
                        getpid()};
    pid_ = fork();
    if (pid_ == 0) become(what);
    ::close(output);
    if (errors != output) ::close(errors);
    if (pid_ < 0) fail("fork");
}

ChildProcess::~ChildProcess() {
    if (!running()) return;
    ::kill(pid_, SIGKILL);
    int ignored = 0;
    waitpid(pid_, &ignored, 0);
}

bool ChildProcess::running() {
    if (ended_) return false;
    int raw = 0;
    const pid_t found = waitpid(pid_, &raw, WNOHANG);
    if (found < 0) fail("waitpid");
    if (found == pid_) ended_ = status_of(raw);
    return !ended_;
}

void ChildProcess::kill(int signal) {
    if (!ended_) ::kill(pid_, signal);
}

ExitStatus ChildProcess::wait(std::chrono::milliseconds timeout) {
    wait_until(
        "the process to end", [this] { return !running(); }, timeout);
    return *ended_;
}

ProgramResult run(Command command, std::chrono::milliseconds timeout) {
    const TemporaryFolder folder;
    command.output = folder.path() / "output";
    command.errors = folder.path() / "errors";
    ChildProcess process(command);
    const ExitStatus status = process.wait(timeout);
    return {status, read_file(command.output), read_file(command.errors)};
}

std::string fairdraw_program() {
    const char* chosen = std::getenv("FAIRDRAW_PROGRAM");
    return chosen ? chosen : FAIRDRAW_DEFAULT_PROGRAM;
}

ProgramResult run_fairdraw(std::vector<std::string> arguments,
                           std::vector<std::pair<std::string, std::string>> environment) {
    arguments.insert(arguments.begin(), fairdraw_program());
    Command command;
    command.arguments = std::move(arguments);
    command.environment = std::move(environment);
    return run(std::move(command));
}

}  // namespace fairdraw::testing
