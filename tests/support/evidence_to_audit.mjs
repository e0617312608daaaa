// For scripts that make evidence and logs on which auditors shall agree: who takes part, and a folder for
// what they made. A script is called with that folder, and prints a line for each audit: {"round": NAME} or
// {"log": NAME}, and "arguments", a list. A round is in rounds/NAME, a log in logs/NAME: checkpoint,
// leaves.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointText } from '../../web/audit/testing/log.mjs';
import { Operator, Witness } from '../../web/audit/testing/operator.mjs';

const folder = process.argv[2];

/** @param {string} path in the folder @param {string} content @returns {string} the file's name */
export function write(path, content) {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
    return file;
}

export const operator = new Operator();
export const namesake = new Operator(operator.name, 4);
export const stranger = new Operator('stranger.example', 4);
export const witness = new Witness();
export const other = new Witness('other.example', 9);

/** Options of an audit. */
export const pinned = ['--vkey', write('operator.vkey', operator.vkey)];
export const asked = ['--witness', write('witness', witness.vkey)];
export const askedBoth = [...asked, '--witness', write('other', `${other.vkey}https://other.example/w\n`)];

let made = 0;

/** @param {Record<string, string>} files @param {string[]} [options] */
export function auditRound(files, options = asked) {
    const name = `${made++}`;
    for (const [file, content] of Object.entries(files)) write(join('rounds', name, file), content);
    console.log(JSON.stringify({ round: name, arguments: options }));
}

/**
 * @param {string[]} leaves
 * @param {{checkpoint?: string, since?: string, options?: string[], key?: string[]}} [how]
 */
export function auditLog(leaves, { checkpoint, since, options = asked, key = pinned } = {}) {
    const name = `${made++}`;
    write(`logs/${name}/checkpoint`, checkpoint ?? operator.note(checkpointText(operator.name, leaves)));
    write(`logs/${name}/leaves.json`, JSON.stringify(leaves));
    const sinceOption = since === undefined ? [] : ['--since', write(`logs/${name}/since`, since)];
    console.log(JSON.stringify({ log: name, arguments: [...key, ...options, ...sinceOption] }));
}
