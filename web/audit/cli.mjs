#!/usr/bin/env node
// Audits a round, or an operator's log, and shares no code with `fairdraw audit`. `--help` says how.
import { runCommand } from './command.mjs';

const { status, output, errors } = await runCommand(process.argv.slice(2));
process.stdout.write(output);
process.stderr.write(errors);
process.exitCode = status;
