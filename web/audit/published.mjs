// Check `published`: whether witnesses saw the texts before it could matter (draw-protocol.md, sections 5
// and 7).
import { chainOf } from './draw_checks.mjs';
import { dueOf } from './drand.mjs';
import { formatTime } from './grammar.mjs';
import { judgeSignatures, signaturesOf, verifyCosignature } from './note.mjs';
import { provesText } from './proof.mjs';

/**
 * @typedef {import('./note.mjs').VerifierKey} VerifierKey
 * @typedef {{ok: boolean | null, detail: string}} Finding
 */

/** @param {boolean | null} ok @param {string} detail @returns {Finding} */
function finding(ok, detail) {
    return { ok, detail };
}

/**
 * What the given witnesses say to a checkpoint.
 * @param {import('./note.mjs').Note} note @param {VerifierKey[]} witnesses
 * @returns {{bad: string | null, times: bigint[]}} who is said to have cosigned, but did not; Unix seconds
 * of the others
 */
export function cosignaturesOf(note, witnesses) {
    /** @type {bigint[]} */
    const times = [];
    for (const witness of witnesses) {
        for (const line of signaturesOf(note, witness)) {
            const time = verifyCosignature(note, line, witness);
            if (time === null) return { bad: witness.name, times: [] };
            times.push(time);
        }
    }
    return { bad: null, times };
}

/**
 * @typedef {object} Part one text that must have been seen
 * @property {string} what
 * @property {string} text
 * @property {import('./proof.mjs').Proof | null} proof
 * @property {bigint | null} before Unix milliseconds; null where nobody knows here
 */

/**
 * @param {Part} part @param {VerifierKey} key @param {VerifierKey[]} witnesses @returns {Finding}
 */
function judgePart({ what, text, proof, before }, key, witnesses) {
    if (proof === null) return finding(null, `there is no ${what}.proof: the times are the operator's word`);
    const { note, origin } = proof.checkpoint;
    if (origin !== key.name || judgeSignatures(note, key) !== 'good') {
        return finding(false, `${what}.proof: the checkpoint is not the operator's`);
    }
    if (!provesText(proof, text))
        return finding(false, `${what}.proof does not lead from ${what}.txt to the root`);
    const { bad, times } = cosignaturesOf(note, witnesses);
    if (bad !== null)
        return finding(false, `${what}.proof: a cosignature that claims to be by ${bad} is not`);
    if (times.length === 0) {
        return finding(
            null,
            `${what}.proof: none of the given witnesses cosigned: the times are the operator's word`,
        );
    }
    if (before === null) return finding(null, `${what}.proof: nobody knows here when the beacon was due`);
    const early = times.some((time) => time * 1000n < before);
    if (!early) return finding(false, `no witness saw the ${what} before ${formatTime(Number(before))}`);
    return finding(true, `a witness saw the ${what} in time`);
}

/**
 * @param {import('./evidence.mjs').Evidence} evidence with a draw
 * @param {VerifierKey[]} witnesses @param {import('./drand.mjs').DrandChain[]} chains
 * @returns {import('./check.mjs').Check}
 */
export function checkPublished({ key, announcement, close, draw, proofs }, witnesses, chains) {
    const id = 'published';
    if (witnesses.length === 0) {
        return { id, ok: null, detail: "no witness was given: the times are the operator's word" };
    }
    const { reserve, enter } = announcement.text;
    const opens = BigInt((reserve ?? enter).from);
    /** @type {Part[]} */
    const parts = [
        { what: 'announcement', text: announcement.note.text, proof: proofs.announcement, before: opens },
    ];
    const beacon = draw?.text.beacon;
    if (beacon && close) {
        const chain = chainOf(chains, beacon);
        const before = chain ? dueOf(chain, beacon.round) : null;
        parts.push({ what: 'close', text: close.note.text, proof: proofs.close, before });
    }
    const findings = parts.map((part) => judgePart(part, key, witnesses));
    const decisive = findings.find(({ ok }) => ok === false) ?? findings.find(({ ok }) => ok === null);
    return { id, ...(decisive ?? finding(true, findings.map(({ detail }) => detail).join('; '))) };
}
