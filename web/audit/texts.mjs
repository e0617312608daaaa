// The operator's texts (draw-protocol.md, sections 2 and 6), without their signatures.
import { TextReader } from './grammar.mjs';

/**
 * @typedef {{from: number, to: number}} Window half-open, Unix milliseconds
 * @typedef {{kind: 'odds', numerator: number, denominator: number, rounding: 'stochastic' | 'floor'}
 *     | {kind: 'count', count: number}} QuotaRule
 * @typedef {{chain: string, round: number}} BeaconRound of drand; the chain's hash in hexadecimal
 * @typedef {BeaconRound & {signature: Uint8Array, randomness: Uint8Array}} BeaconOutput
 * @typedef {{count: number, hash: Uint8Array}} Digest of a list: how many, and its root or hash
 *
 * @typedef {{origin: string, round: string}} Head what every text begins with
 * @typedef {Head & {kind: 'announcement', reserve: Window | null, enter: Window, quota: QuotaRule,
 *     secretCommitment: Uint8Array, tagCommitment: Uint8Array, beacon: BeaconRound | null,
 *     announced: number}} Announcement
 * @typedef {Head & {kind: 'close', announcement: Uint8Array, closed: number, reservations: number,
 *     entries: Digest, disqualified: Digest}} Close
 * @typedef {Head & {kind: 'draw', close: Uint8Array, drawn: number, secret: Uint8Array,
 *     beacon: BeaconOutput | null, seed: Uint8Array, winners: Digest, cutoff: Uint8Array | null}} Draw
 * @typedef {Head & {kind: 'void', announcement: Uint8Array, close: Uint8Array | null, voided: number,
 *     secret: Uint8Array | null, reason: string}} Voided
 * @typedef {Head & {committed: number, size: number, root: Uint8Array}} Receipts
 */

const largestDenominator = 1_000_000;

/** @param {TextReader} reader @param {string} keyword @returns {Window} */
function readWindow(reader, keyword) {
    const [from, to, ...more] = reader.fields(keyword);
    if (to === undefined || more.length > 0) reader.fail('not two times');
    return { from: reader.time(from), to: reader.time(to) };
}

/** @param {TextReader} reader @returns {Window | null} */
function readReserve(reader) {
    const fields = reader.fields('reserve');
    if (fields.length === 1 && fields[0] === 'none') return null;
    if (fields.length !== 2) reader.fail('neither two times nor `none`');
    return { from: reader.time(fields[0]), to: reader.time(fields[1]) };
}

/** @param {TextReader} reader @returns {QuotaRule} */
function readQuota(reader) {
    const [kind, value, rounding, ...more] = reader.fields('quota');
    if (kind === 'count' && value !== undefined && rounding === undefined) {
        return { kind, count: reader.count(value) };
    }
    const known = rounding === 'stochastic' || rounding === 'floor';
    const [above, below, ...further] = (value ?? '').split('/');
    if (kind !== 'odds' || !known || more.length > 0 || below === undefined || further.length > 0) {
        reader.fail('not `odds A/B stochastic`, `odds A/B floor` or `count C`');
    }
    const numerator = reader.count(above, 1);
    const denominator = reader.count(below, 1);
    if (numerator > denominator || denominator > largestDenominator) {
        reader.fail('odds above 1, or of more than a million');
    }
    return { kind, numerator, denominator, rounding };
}

/** @param {TextReader} reader @returns {BeaconRound | null} */
function readBeaconRound(reader) {
    const fields = reader.fields('beacon');
    if (fields.length === 1 && fields[0] === 'none') return null;
    const [kind, chain, round] = fields;
    if (kind !== 'drand' || fields.length !== 3) reader.fail('neither `none` nor a round of drand');
    reader.hex(chain);
    return { chain, round: reader.count(round, 1) };
}

/** @param {TextReader} reader @returns {BeaconOutput | null} */
function readBeaconOutput(reader) {
    const fields = reader.fields('beacon');
    if (fields.length === 1 && fields[0] === 'none') return null;
    const [kind, chain, round, signature, randomness] = fields;
    if (kind !== 'drand' || fields.length !== 5)
        reader.fail('neither `none` nor what a round of drand gave');
    reader.hex(chain);
    return {
        chain,
        round: reader.count(round, 1),
        signature: reader.hex(signature, 48),
        randomness: reader.hex(randomness),
    };
}

/** @param {TextReader} reader @param {string} keyword @returns {Digest} */
function readDigest(reader, keyword) {
    const [count, hash, ...more] = reader.fields(keyword);
    if (hash === undefined || more.length > 0) reader.fail('not a count and a hash');
    return { count: reader.count(count), hash: reader.hex(hash) };
}

/** @param {TextReader} reader */
function readReason(reader) {
    const reason = reader.rest('reason');
    if (/[\x00-\x1f]/.test(reason)) reader.fail('not a reason');
    if (reason === '' || reason.startsWith(' ') || reason.endsWith(' ')) reader.fail('not a reason');
    return reason;
}

/** @param {TextReader} reader @returns {Announcement} */
function readAnnouncement(reader) {
    return {
        kind: 'announcement',
        origin: reader.origin(),
        round: reader.round(),
        reserve: readReserve(reader),
        enter: readWindow(reader, 'enter'),
        quota: readQuota(reader),
        secretCommitment: reader.hex(reader.field('secret-commitment')),
        tagCommitment: reader.hex(reader.field('tag-commitment')),
        beacon: readBeaconRound(reader),
        announced: reader.time(reader.field('announced')),
    };
}

/** @param {TextReader} reader @returns {Close} */
function readClose(reader) {
    return {
        kind: 'close',
        origin: reader.origin(),
        round: reader.round(),
        announcement: reader.hex(reader.field('announcement')),
        closed: reader.time(reader.field('closed')),
        reservations: reader.count(reader.field('reservations')),
        entries: readDigest(reader, 'entries'),
        disqualified: readDigest(reader, 'disqualified'),
    };
}

/** @param {TextReader} reader @returns {Draw} */
function readDraw(reader) {
    return {
        kind: 'draw',
        origin: reader.origin(),
        round: reader.round(),
        close: reader.hex(reader.field('close')),
        drawn: reader.time(reader.field('drawn')),
        secret: reader.hex(reader.field('secret')),
        beacon: readBeaconOutput(reader),
        seed: reader.hex(reader.field('seed')),
        winners: readDigest(reader, 'winners'),
        cutoff: reader.hexOrNone(reader.field('cutoff')),
    };
}

/** @param {TextReader} reader @returns {Voided} */
function readVoid(reader) {
    const origin = reader.origin();
    const round = reader.round();
    const announcement = reader.hex(reader.field('announcement'));
    const close = reader.hexOrNone(reader.field('close'));
    const voided = reader.time(reader.field('voided'));
    const secret = reader.hexOrNone(reader.field('secret'));
    if ((secret === null) !== (close === null))
        reader.fail('a secret without a close, or a close without one');
    return { kind: 'void', origin, round, announcement, close, voided, secret, reason: readReason(reader) };
}

/**
 * @template Text
 * @param {string} title @param {(reader: TextReader) => Text} read
 * @returns {(text: string, file: string) => Text}
 */
function parser(title, read) {
    return (text, file) => {
        const reader = new TextReader(text, file);
        reader.exactly(`fairdraw/v1 ${title}`);
        const parsed = read(reader);
        reader.end();
        return parsed;
    };
}

export const parseAnnouncement = parser('announcement', readAnnouncement);
export const parseClose = parser('close', readClose);
export const parseDraw = parser('draw', readDraw);
export const parseVoid = parser('void', readVoid);

export const parseReceipts = parser('receipts', (reader) => ({
    origin: reader.origin(),
    round: reader.round(),
    committed: reader.time(reader.field('committed')),
    size: reader.count(reader.field('size')),
    root: reader.hex(reader.field('root')),
}));

/**
 * Whichever of a round's four texts it is.
 * @param {string} text @param {string} file @returns {Announcement | Close | Draw | Voided}
 */
export function parseRoundText(text, file) {
    switch (text.slice(0, text.indexOf('\n'))) {
        case 'fairdraw/v1 close':
            return parseClose(text, file);
        case 'fairdraw/v1 draw':
            return parseDraw(text, file);
        case 'fairdraw/v1 void':
            return parseVoid(text, file);
        default:
            return parseAnnouncement(text, file);
    }
}
