// The command line: reads its arguments and the files they name, audits, and says what to print. Under Node.
import { parseArgs } from 'node:util';
import { addressSource } from './address_source.mjs';
import { audit, unreadable } from './audit.mjs';
import { parseDrandChain } from './drand.mjs';
import { anyFile, folderSource } from './folder_source.mjs';
import { Unreadable } from './grammar.mjs';
import { auditLog } from './log_audit.mjs';
import { largestText, parseVerifierKeyFile, parseWitnessFile } from './note.mjs';
import { reportAsJson, reportForPerson } from './output.mjs';
import { parseCheckpoint } from './proof.mjs';
import { parseReceipt } from './receipt.mjs';
import { readRequired } from './source.mjs';

const usage = `usage: node web/audit/cli.mjs DIR|URL [--receipt FILE] [OPTION]...
       node web/audit/cli.mjs --log URL --vkey FILE [--since FILE] [OPTION]...

Re-runs a round's draw from its public evidence, or checks an operator's log. No address is asked but that.

  --vkey FILE         the operator's verifier key, instead of operator.vkey; with --log those they had
                      before may follow, each as another --vkey: --since may be signed by one
  --receipt FILE      an entrant's receipt, or the whole answer to their entry, held against the lists
  --since FILE        an earlier checkpoint, to see that the log only grew
  --drand-chain FILE  a further drand chain's information, as JSON
  --witness FILE      a witness's verifier key; may be given several times
  --json              print the report as JSON

Exit status: 0 when nothing contradicts what was signed, 1 when something does, 2 when it cannot be read.

Example: node web/audit/cli.mjs http://127.0.0.1:8080/v1/rounds/daily-2026-11-21/evidence --vkey shop.vkey
`;

/**
 * @template Input
 * @param {string} file @param {(bytes: Uint8Array, file: string) => Input} parse
 * @returns {Promise<Input>}
 */
async function given(file, parse) {
    return parse(await readRequired(anyFile, file, largestText), file);
}

class WrongUse extends Error {}

/** @param {string[]} args */
function readArguments(args) {
    try {
        return parseArgs({
            args,
            allowPositionals: true,
            options: {
                log: { type: 'string' },
                since: { type: 'string' },
                vkey: { type: 'string', multiple: true },
                receipt: { type: 'string' },
                'drand-chain': { type: 'string' },
                witness: { type: 'string', multiple: true },
                json: { type: 'boolean' },
                help: { type: 'boolean', short: 'h' },
            },
        });
    } catch (error) {
        // What else Node says of it is advice on arguments that begin with a hyphen.
        const { message } = /** @type {Error} */ (error);
        throw new WrongUse(message.split('. ')[0]);
    }
}

/** @typedef {ReturnType<typeof readArguments>['values']} Values */

/** @param {Values} values */
async function commonOptions(values) {
    const keys = (values.vkey ?? []).map((file) => given(file, parseVerifierKeyFile));
    const [key, ...formerKeys] = await Promise.all(keys);
    return {
        ...(key !== undefined && { key, formerKeys }),
        chains:
            values['drand-chain'] === undefined ? [] : [await given(values['drand-chain'], parseDrandChain)],
        witnesses: await Promise.all((values.witness ?? []).map((file) => given(file, parseWitnessFile))),
    };
}

/** @param {string} place @param {Values} values */
async function auditPlace(place, values) {
    const options = {
        ...(await commonOptions(values)),
        ...(values.receipt !== undefined && { receipt: await given(values.receipt, parseReceipt) }),
    };
    const source = /^https?:\/\//.test(place) ? addressSource(place) : await folderSource(place);
    return audit(source, options);
}

/** @param {string} address @param {Values} values */
async function auditLogAt(address, values) {
    const { key, ...options } = await commonOptions(values);
    if (key === undefined) throw new WrongUse('--log needs --vkey');
    const since = values.since === undefined ? {} : { since: await given(values.since, parseCheckpoint) };
    return auditLog(addressSource(address), { ...options, ...since, key, now: Date.now() });
}

/** @param {Values} values @param {string[]} places */
function chooseAudit(values, places) {
    if (values.log !== undefined) {
        if (places.length > 0 || values.receipt !== undefined)
            throw new WrongUse('--log takes neither place nor receipt');
        if (values.vkey === undefined) throw new WrongUse('--log needs --vkey');
        return auditLogAt(values.log, values);
    }
    if (places.length !== 1) throw new WrongUse('one place is wanted');
    if (values.since !== undefined) throw new WrongUse('--since is for --log');
    if (values.vkey !== undefined && values.vkey.length > 1)
        throw new WrongUse('a round is signed by one key; only --log takes former ones');
    return auditPlace(places[0], values);
}

const statuses = { pass: 0, fail: 1, unreadable: 2 };

/** @param {Values} values @param {string[]} places */
async function report(values, places) {
    try {
        return await chooseAudit(values, places);
    } catch (error) {
        if (error instanceof Unreadable) return unreadable(error.message);
        throw error;
    }
}

/**
 * @param {string[]} args without the program's
 * @returns {Promise<{status: number, output: string, errors: string}>} for standard output and standard
 * error
 */
export async function runCommand(args) {
    try {
        const { values, positionals } = readArguments(args);
        if (values.help) return { status: 0, output: usage, errors: '' };
        const found = await report(values, positionals);
        const write = values.json ? reportAsJson : reportForPerson;
        return {
            status: statuses[found.verdict],
            output: write(found, values.vkey !== undefined),
            errors: '',
        };
    } catch (error) {
        // Nothing but a verdict may look like one: whatever else went wrong is status 2, too.
        const said =
            error instanceof WrongUse
                ? `${error.message}\n${usage}`
                : `${/** @type {Error} */ (error).stack}\n`;
        return { status: 2, output: '', errors: said };
    }
}
