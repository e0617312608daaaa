// Audits as the command line does, by the same module, and says what was found so that a worker can send it.
import { addressSource } from '../../audit/address_source.mjs';
import { audit, unreadable } from '../../audit/audit.mjs';
import { equal, toHex } from '../../audit/bytes.mjs';
import { Unreadable, latestTime } from '../../audit/grammar.mjs';
import { auditLog } from '../../audit/log_audit.mjs';
import { largestText, parseVerifierKeyFile, verifyCosignature } from '../../audit/note.mjs';
import { reportAsJson } from '../../audit/output.mjs';
import { parseCheckpoint } from '../../audit/proof.mjs';
import { parseReceipt } from '../../audit/receipt.mjs';
import { readRequired } from '../../audit/source.mjs';
import { commonOptions, filesSource, givenIfAny } from './given.mjs';
import { pictureOf } from './picture.mjs';

/**
 * @typedef {import('../../audit/audit.mjs').Report} Report
 * @typedef {import('../../audit/source.mjs').Source} Source
 * @typedef {import('../../audit/progress.mjs').Progress} Progress
 *
 * @typedef {import('./given.mjs').Brought} Brought
 * @typedef {{kind: 'address', address: string}} Address a round's evidence
 * @typedef {{kind: 'files', files: File[]}} Files a round's evidence
 * @typedef {{kind: 'log', address: string, evidence: string | null}} Log and the evidence of a round of that
 *     operator, where their key is taken from if none was brought
 * @typedef {{place: Address | Files | Log, brought: Brought, now: number}} Order `now` in Unix milliseconds
 *
 * @typedef {Omit<Report, 'evidence'> & {pinned: boolean, json: string}} Common the report, and as the command
 *     line prints it
 * @typedef {object} Facts what the evidence says
 * @property {string} origin
 * @property {string} key its name and id
 * @property {number} opens Unix milliseconds
 * @property {import('../../audit/texts.mjs').QuotaRule} quota
 * @property {number | null} closed Unix milliseconds
 * @property {number | null} reservations null also where nobody needed one
 * @property {number | null} entries
 * @property {number | null} disqualified
 * @property {number | null} drawn Unix milliseconds
 * @property {number | null} winners
 * @property {boolean} beacon
 * @property {string | null} seed
 * @property {string | null} cutoff
 * @typedef {Common & {facts: Facts | null, picture: import('./picture.mjs').Picture | null}} RoundFinding
 *
 * @typedef {object} Cosigner whom a line of a checkpoint names
 * @property {string} name
 * @property {string} id of the key
 * @property {number | null} time Unix milliseconds; null unless the line verifies
 * @property {boolean | null} good null where no key was brought for it
 * @typedef {Common & {checkpoint: {text: string, origin: string, size: number, root: string} | null,
 *     cosigners: Cosigner[], open: {round: string, due: number | null}[] | null}} LogFinding `due` in Unix
 *     milliseconds, null after the year 9999; `open` is null where no leaf was read
 */

/** @param {Report} report @param {boolean} pinned @returns {Common} */
function common({ evidence: _, ...report }, pinned) {
    return { ...report, pinned, json: reportAsJson({ ...report, evidence: null }, pinned) };
}

/** @param {import('../../audit/evidence.mjs').Evidence} evidence @returns {Facts} */
function factsOf({ key, announcement, close, draw }) {
    const { origin, reserve, enter, quota, beacon } = announcement.text;
    return {
        origin,
        key: `${key.name}+${toHex(key.id)}`,
        opens: enter.from,
        quota,
        closed: close && close.text.closed,
        reservations: close && reserve && close.text.reservations,
        entries: close && close.entries.count,
        disqualified: close && close.disqualified.tags.count,
        drawn: draw && draw.text.drawn,
        winners: draw && draw.winners.count,
        beacon: beacon !== null,
        seed: draw && toHex(draw.text.seed),
        cutoff: draw?.text.cutoff ? toHex(draw.text.cutoff) : null,
    };
}

/**
 * @param {Address | Files} place @param {Brought} brought @param {Progress} progress
 * @returns {Promise<RoundFinding>}
 */
async function auditRound(place, brought, progress) {
    const options = await commonOptions(brought);
    const receipt = await givenIfAny(brought.receipt, parseReceipt);
    const source = place.kind === 'files' ? filesSource(place.files) : addressSource(place.address);
    const report = await audit(source, { ...options, receipt }, progress);
    const { evidence, round } = report;
    const ownTag = receipt && receipt.round === round ? receipt.tag : null;
    return {
        ...common(report, options.key !== undefined),
        facts: evidence && factsOf(evidence),
        picture: evidence && pictureOf(evidence, ownTag, progress),
    };
}

/** As far as there is a date for it. @param {bigint} unixMs @returns {number | null} */
const dateOf = (unixMs) => (unixMs > BigInt(latestTime) ? null : Number(unixMs));

/**
 * Whoever else than the operator signed a checkpoint.
 * @param {import('../../audit/proof.mjs').Checkpoint} checkpoint
 * @param {import('../../audit/note.mjs').VerifierKey[]} witnesses @returns {Cosigner[]}
 */
function cosignersOf({ note, origin }, witnesses) {
    const others = note.signatures.filter(({ name }) => name !== origin);
    return others.map((line) => {
        const { name, id } = line;
        const witness = witnesses.find((key) => key.name === name && equal(key.id, id));
        if (witness === undefined) return { name, id: toHex(id), time: null, good: null };
        // Only what verifies says a time: anybody can add a line.
        const seconds = verifyCosignature(note, line, witness);
        const time = seconds === null ? null : dateOf(seconds * 1000n);
        return { name, id: toHex(id), time, good: seconds !== null };
    });
}

/** Keeps what was read last by a name. @param {Source} source @param {string} kept */
function keeping(source, kept) {
    /** @type {Uint8Array | null} */
    let bytes = null;
    return {
        last: () => bytes,
        /** @type {Source['read']} */
        async read(name, largest) {
            const found = await source.read(name, largest);
            if (name === kept) bytes = found;
            return found;
        },
    };
}

/** @param {Log} place @param {Order} order @param {Progress} progress @returns {Promise<LogFinding>} */
async function auditLogOf({ address, evidence }, { brought, now }, progress) {
    const options = await commonOptions(brought);
    const since = await givenIfAny(brought.since, parseCheckpoint);
    const pinned = options.key !== undefined;
    if (!pinned && evidence === null) throw new Unreadable('operator.vkey', 0, 'missing');
    const key =
        options.key ??
        parseVerifierKeyFile(
            await readRequired(addressSource(String(evidence)), 'operator.vkey', largestText),
            'operator.vkey',
        );
    const source = keeping(addressSource(address), 'checkpoint');
    const report = await auditLog(source, { ...options, key, since, now }, progress);
    const { open, log, ...rest } = report;
    const json = reportAsJson(report, pinned);
    const bytes = source.last();
    if (log === null || bytes === null) return { ...common(rest, pinned), json, ...emptyLog };
    const checkpoint = parseCheckpoint(bytes, 'checkpoint');
    return {
        ...common(rest, pinned),
        json,
        checkpoint: { ...log, text: new TextDecoder().decode(bytes), origin: checkpoint.origin },
        cosigners: cosignersOf(checkpoint, options.witnesses),
        open: open && open.map(({ round, due }) => ({ round, due: dateOf(due) })),
    };
}

const emptyLog = { checkpoint: null, cosigners: [], open: null };

/** @param {Order} order @param {Progress} progress @returns {Promise<RoundFinding | LogFinding>} */
async function carryOut(order, progress) {
    const { place, brought } = order;
    return place.kind === 'log' ? auditLogOf(place, order, progress) : auditRound(place, brought, progress);
}

/**
 * What was brought along and cannot be read is part of the finding, as on the command line.
 * @param {Order} order @param {Progress} progress @returns {Promise<RoundFinding | LogFinding>}
 */
export async function find(order, progress) {
    try {
        return await carryOut(order, progress);
    } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        const report = common(unreadable(error.message), order.brought.key !== null);
        return order.place.kind === 'log'
            ? { ...report, ...emptyLog }
            : { ...report, facts: null, picture: null };
    }
}
