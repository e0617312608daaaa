// For tests: a small round's evidence, as an honest operator would publish it.
import { compare, toHex, utf8 } from '../bytes.mjs';
import { hash, hashOfNothing } from '../crypto.mjs';
import { commitment, quotaOf, seedOf, ticketOf } from '../draw.mjs';
import { formatTime } from '../grammar.mjs';
import { tagOf } from './entrants.mjs';
import { naiveRoot } from './naive_tree.mjs';

const secret = new Uint8Array(32).fill(7);
const tagKey = new Uint8Array(32).fill(8);

/** When a round made here begins to take reservations; entries follow 5 minutes later, for a minute. */
export const opensMs = Date.UTC(2026, 10, 21, 14, 55);
export const enterMs = opensMs + 300_000;
export const closedMs = enterMs + 62_000;

const line = (...fields) => `${fields.join(' ')}\n`;
const tagLines = (tags) => tags.map((tag) => line(toHex(tag))).join('');
const at = (ms) => formatTime(ms);

/**
 * @typedef {object} RoundPlan
 * @property {string} [round]
 * @property {string} [origin]
 * @property {number} [entrants]
 * @property {boolean} [reserve] whether entrants must reserve
 * @property {{chain: string, round: number, signature: Uint8Array, dueMs: number}} [beacon]
 */

/** The four texts of a round, and its lists. @param {RoundPlan} plan */
export function makeTexts({
    round = 'daily',
    origin = 'shop.example/coupons',
    entrants = 20,
    reserve = true,
    beacon,
} = {}) {
    const head = (kind) => `fairdraw/v1 ${kind}\norigin ${origin}\nround ${round}\n`;
    const rule = /** @type {const} */ ({
        kind: 'odds',
        numerator: 1,
        denominator: 5,
        rounding: 'stochastic',
    });
    const announcement =
        head('announcement') +
        (reserve ? line('reserve', at(opensMs), at(opensMs + 240_000)) : line('reserve none')) +
        line('enter', at(enterMs), at(enterMs + 60_000)) +
        line('quota odds 1/5 stochastic') +
        line('secret-commitment', toHex(commitment('secret', origin, round, secret))) +
        line('tag-commitment', toHex(commitment('tag-key', origin, round, tagKey))) +
        line('beacon', beacon ? `drand ${beacon.chain} ${beacon.round}` : 'none') +
        line('announced', at(opensMs - 86_400_000));
    const announcementHash = toHex(hash(utf8(announcement)));
    const entries = Array.from({ length: entrants }, (_, user) => tagOf(tagKey, round, `${user}`)).sort(
        compare,
    );
    const close =
        head('close') +
        line('announcement', announcementHash) +
        line('closed', at(closedMs)) +
        line('reservations', reserve ? entrants : 0) +
        line('entries', entrants, toHex(naiveRoot(entries))) +
        line('disqualified', 0, toHex(hashOfNothing));
    const closeHash = hash(utf8(close));
    const output = beacon && { ...beacon, randomness: hash(beacon.signature) };
    const seed = seedOf({ close: closeHash, secret, beacon: output ?? null });
    const ranked = [...entries].sort((a, b) => compare(ticketOf(seed, a), ticketOf(seed, b)));
    const winners = ranked.slice(0, quotaOf(rule, entrants, seed));
    const last = winners.at(-1);
    const draw =
        head('draw') +
        line('close', toHex(closeHash)) +
        line('drawn', at(Math.max(closedMs, beacon?.dueMs ?? 0) + 1000)) +
        line('secret', toHex(secret)) +
        (output
            ? line(
                  'beacon drand',
                  output.chain,
                  output.round,
                  toHex(output.signature),
                  toHex(output.randomness),
              )
            : line('beacon none')) +
        line('seed', toHex(seed)) +
        line('winners', winners.length, toHex(naiveRoot(winners))) +
        line('cutoff', last ? toHex(ticketOf(seed, last)) : 'none');
    const makeVoid = (closed) =>
        head('void') +
        line('announcement', announcementHash) +
        line('close', closed ? toHex(closeHash) : 'none') +
        line('voided', at(closedMs + 1000)) +
        line('secret', closed ? toHex(secret) : 'none') +
        line('reason the shop withdrew the offer');
    return {
        announcement,
        close,
        draw,
        voidOfClosed: makeVoid(true),
        voidOfOpen: makeVoid(false),
        entries,
        winners,
    };
}

/**
 * The files of a drawn round.
 * @param {ReturnType<typeof makeTexts>} texts @param {import('./operator.mjs').Operator} operator
 * @returns {Record<string, string>}
 */
export function drawnRound(texts, operator) {
    return {
        'operator.vkey': operator.vkey,
        'announcement.txt': operator.note(texts.announcement),
        'close.txt': operator.note(texts.close),
        'entries.txt': tagLines(texts.entries),
        'disqualified.txt': '',
        'draw.txt': operator.note(texts.draw),
        'winners.txt': tagLines(texts.winners),
    };
}

/** @param {Record<string, string>} files @returns {import('../source.mjs').Source} */
export function sourceOf(files) {
    return { read: (name) => (files[name] === undefined ? null : utf8(files[name])) };
}
