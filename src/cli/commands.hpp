// The program's subcommands: one file each, and main.cpp only picks one. Each function adds its subcommand to
// `program`, with a callback that does the work and sets `exit_status`: 0 when it did, 1 when not, 2 when it
// could not even begin. One thread.
#pragma once

namespace CLI {
class App;
}

namespace fairdraw::cli {

void add_serve(CLI::App& program, int& exit_status);
void add_migrate(CLI::App& program, int& exit_status);
void add_campaign(CLI::App& program, int& exit_status);
void add_round(CLI::App& program, int& exit_status);
void add_audit(CLI::App& program, int& exit_status);
void add_fairness(CLI::App& program, int& exit_status);
void add_keygen(CLI::App& program, int& exit_status);
void add_token(CLI::App& program, int& exit_status);

}  // namespace fairdraw::cli
