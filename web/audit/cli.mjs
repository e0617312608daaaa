#!/usr/bin/env node
// Audits a round, or an operator's log, and shares no code with `fairdraw audit`. `--help` says how.

/** @returns {Promise<typeof import('./command.mjs')>} */
async function load() {
    try {
        return await import('./command.mjs');
    } catch (error) {
        // Neither a pass nor a fail: status 2, as for whatever else cannot be read.
        const missing = /** @type {{code?: string}} */ (error).code === 'ERR_MODULE_NOT_FOUND';
        const said = missing
            ? 'Two packages are missing: run scripts/web first (or `npm ci` in web).'
            : /** @type {Error} */ (error).stack;
        process.stderr.write(`${said}\n`);
        process.exit(2);
    }
}

const { runCommand } = await load();
const { status, output, errors } = await runCommand(process.argv.slice(2));
process.stdout.write(output);
process.stderr.write(errors);
process.exitCode = status;
