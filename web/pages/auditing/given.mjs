// The files that a visitor gave: read as they are, and parsed by the audit's own rules.
import { parseDrandChain } from '../../audit/drand.mjs';
import { largestText, parseVerifierKeyFile, parseWitnessFile } from '../../audit/note.mjs';
import { readRequired } from '../../audit/source.mjs';

/**
 * @typedef {import('../../audit/source.mjs').Source} Source
 *
 * @typedef {object} Brought files of whoever audits, as the command line takes them
 * @property {File | null} key the operator's
 * @property {File[]} formerKeys that they had before; for their log
 * @property {File | null} receipt
 * @property {File | null} since an earlier checkpoint
 * @property {File | null} chain of drand
 * @property {File[]} witnesses their keys
 */

/** @param {File[]} files @returns {Source} */
export function filesSource(files) {
    const byName = new Map(files.map((file) => [file.name, file]));
    return {
        async read(name, largest) {
            const file = byName.get(name);
            if (file === undefined) return null;
            return new Uint8Array(await file.slice(0, largest + 1).arrayBuffer());
        },
    };
}

/**
 * @template Input
 * @param {File} file @param {(bytes: Uint8Array, file: string) => Input} parse @returns {Promise<Input>}
 */
async function given(file, parse) {
    return parse(await readRequired(filesSource([file]), file.name, largestText), file.name);
}

/** @template Input @param {File | null} file @param {(bytes: Uint8Array, file: string) => Input} parse */
export const givenIfAny = (file, parse) => (file === null ? Promise.resolve(undefined) : given(file, parse));

/** @param {Brought} brought */
export async function commonOptions({ key, formerKeys, chain, witnesses }) {
    const drandChain = await givenIfAny(chain, parseDrandChain);
    return {
        key: await givenIfAny(key, parseVerifierKeyFile),
        formerKeys: await Promise.all(formerKeys.map((file) => given(file, parseVerifierKeyFile))),
        chains: drandChain ? [drandChain] : [],
        witnesses: await Promise.all(witnesses.map((file) => given(file, parseWitnessFile))),
    };
}
