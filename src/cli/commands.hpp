// The subcommands of `fairdraw`, one file each. Each function adds its subcommand with its options to the
// program; the subcommand's callback does the work and leaves the process's exit status in `exit_status`.
#pragma once

namespace CLI {
class App;
}

namespace fairdraw::cli {

// fairdraw token: prints a token for a user, signed with the shared secret.
void add_token(CLI::App& program, int& exit_status);

}  // namespace fairdraw::cli
