// Runs the JavaScript auditor for many audits in one process.
// usage: node tests/support/audit_lines.mjs FILE
// FILE has a line for each audit: its arguments, as a JSON list. Prints a line for each: {"status": N,
// "report": {…}}, the report being null where there was none.
import { readFileSync } from 'node:fs';
import { runCommand } from '../../web/audit/command.mjs';

for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
    const { status, output, errors } = await runCommand([...JSON.parse(line), '--json']);
    process.stderr.write(errors);
    process.stdout.write(`${JSON.stringify({ status, report: output ? JSON.parse(output) : null })}\n`);
}
