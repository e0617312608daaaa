// The audit of a round from its public evidence (draw-protocol.md, section 5). No input or output: see
// source.mjs.
import {
    chainOf,
    checkBeacon,
    checkBeaconSignature,
    checkQuota,
    checkSeed,
    checkWinners,
} from './draw_checks.mjs';
import { dueOf, quicknet } from './drand.mjs';
import { readEvidence } from './evidence.mjs';
import { Unreadable } from './grammar.mjs';
import { checkDisqualified, checkEntries } from './list_checks.mjs';
import { noProgress } from './progress.mjs';
import { checkPublished } from './published.mjs';
import { checkReceipt } from './receipt.mjs';
import { checkChain, checkSecret, checkSignature, checkTimes } from './text_checks.mjs';

/**
 * @typedef {import('./check.mjs').Check} Check
 * @typedef {object} AuditOptions what whoever audits brings along
 * @property {import('./note.mjs').VerifierKey} [key] the operator's, instead of operator.vkey
 * @property {import('./drand.mjs').DrandChain[]} [chains] beside quicknet
 * @property {import('./receipt.mjs').Receipt} [receipt]
 * @property {import('./note.mjs').VerifierKey[]} [witnesses]
 * @typedef {object} Report
 * @property {'pass' | 'fail' | 'unreadable'} verdict
 * @property {string | null} round
 * @property {string | null} message exactly when unreadable
 * @property {Check[]} checks in the protocol's order
 * @property {boolean | null} operatorCouldChoose drawn without a beacon, so that the operator knew the secret
 *     all along; or with one, but no witness says that the list was closed before it was due; null where there
 *     are no winners to judge
 * @property {Voided | null} voided instead of drawn
 * @property {string | null} receiptOfRound the round of the receipt brought along, where it is another
 * @property {import('./evidence.mjs').Evidence | null} evidence what was judged, for whoever shows it
 * @typedef {object} Voided what there is to say of a round that was not drawn
 * @property {string} reason the operator's
 * @property {boolean} closed
 * @property {boolean} beaconAnnounced
 * @property {boolean} couldBeWithheld the operator could compute the result, and withhold it: without a
 *     beacon, or once it was due (where it is not known when that was, too)
 */

/** @param {Check[]} checks */
export function verdictOf(checks) {
    return checks.some(({ ok }) => ok === false) ? 'fail' : 'pass';
}

/** What a report says where no round's outcome was looked at. */
export const nothingToJudge = { operatorCouldChoose: null, voided: null, receiptOfRound: null, evidence: null };

/** @param {string} message @param {string | null} [round] @returns {Report} */
export function unreadable(message, round = null) {
    return { verdict: 'unreadable', round, message, checks: [], ...nothingToJudge };
}

/**
 * @param {import('./evidence.mjs').Evidence} evidence @param {AuditOptions} options
 * @param {import('./drand.mjs').DrandChain[]} chains @param {import('./progress.mjs').Progress} progress
 * @returns {Check[]}
 */
function runChecks(evidence, options, chains, progress) {
    const { key, announcement, close, draw, void: voided } = evidence;
    const pinned = options.key !== undefined;
    const signed = /** @type {const} */ ([
        ['announcement-signature', announcement],
        ['close-signature', close],
        ['draw-signature', draw],
        ['void-signature', voided],
    ]);
    /** @type {Check[]} */
    const checks = signed.flatMap(([id, text]) =>
        text ? [checkSignature(id, text.note, key, pinned)] : [],
    );
    checks.push(checkChain(evidence), checkTimes(evidence));
    if (close) {
        checks.push(
            checkSecret(evidence),
            checkEntries(announcement, close, progress),
            checkDisqualified(close),
        );
    }
    if (close && draw) {
        checks.push(checkBeacon(announcement, close, draw, chains));
        if (draw.text.beacon) checks.push(checkBeaconSignature(draw.text.beacon, chains));
        checks.push(
            checkSeed(draw),
            checkQuota(announcement, close, draw),
            checkWinners(close, draw, progress),
        );
        checks.push(checkPublished(evidence, options.witnesses ?? [], chains));
    }
    if (options.receipt) checks.push(checkReceipt(options.receipt, evidence));
    return checks;
}

/**
 * A beacon keeps the operator from choosing only if a witness says that the list was closed before.
 * @param {import('./evidence.mjs').Evidence} evidence @param {Check[]} checks
 */
function couldChoose({ draw }, checks) {
    if (draw === null) return null;
    return draw.text.beacon === null || !checks.some(({ id, ok }) => id === 'published' && ok === true);
}

/**
 * @param {import('./evidence.mjs').Evidence} evidence @param {import('./drand.mjs').DrandChain[]} chains
 * @returns {Voided | null}
 */
function findVoid({ announcement, close, void: voided }, chains) {
    if (voided === null) return null;
    const { beacon } = announcement.text;
    const chain = beacon && chainOf(chains, beacon);
    const notDue = beacon && chain && dueOf(chain, beacon.round) > BigInt(voided.text.voided);
    return {
        reason: voided.text.reason,
        closed: close !== null,
        beaconAnnounced: beacon !== null,
        couldBeWithheld: !notDue,
    };
}

/**
 * Reads each file once, then checks. Needs about 100 bytes an entry.
 * @param {import('./source.mjs').Source} source @param {AuditOptions} [options]
 * @param {import('./progress.mjs').Progress} [progress]
 * @returns {Promise<Report>}
 */
export async function audit(source, options = {}, progress = noProgress) {
    /** @type {string | null} */
    let round = null;
    try {
        const chains = [quicknet, ...(options.chains ?? [])];
        const evidence = await readEvidence(source, options.key ?? null, chains, progress, (name) => {
            round = name;
        });
        const checks = runChecks(evidence, options, chains, progress);
        return {
            verdict: verdictOf(checks),
            round,
            message: null,
            checks,
            operatorCouldChoose: couldChoose(evidence, checks),
            voided: findVoid(evidence, chains),
            receiptOfRound: options.receipt && options.receipt.round !== round ? options.receipt.round : null,
            evidence,
        };
    } catch (error) {
        if (error instanceof Unreadable) return unreadable(error.message, round);
        throw error;
    }
}
