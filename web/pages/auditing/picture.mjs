// What a picture of a draw shows: where each ticket fell, and who of them won. It takes the winners from the
// published list and not from the cutoff, so that a picture of a bent list looks bent. Pure.
import { readBe64, toHex } from '../../audit/bytes.mjs';
import { ticketOf } from '../../audit/draw.mjs';

/** As many points as a chart draws at once without the page being felt to wait. */
const mostPoints = 2000;
const mostBins = 50;
const mostOdd = 200;

// Where so few win that a histogram of all tickets would not show it, it shows so many times the winning part, and of
// that not less than a few tickets.
const fewWin = 0.02;
const timesTheCutoff = 8;
const leastShown = 20;
const stride = 4096;

/**
 * @typedef {object} Point an entry
 * @property {number} position among the entries in the order of tags, from 1
 * @property {number} ticket as a part of all there could be, in [0, 1)
 * @property {boolean} won says the list of winners
 * @property {boolean} odd that is not what the cutoff says
 *
 * @typedef {object} Tenth of the entries in the order of tags, and of the tickets that are shown
 * @property {number} tickets that fell here
 * @property {number} entries
 * @property {number} winners of those entries
 *
 * @typedef {object} Picture
 * @property {number} entries
 * @property {number} winners
 * @property {number | null} cutoff in [0, 1)
 * @property {number} shown of all tickets there could be, the part from 0 on that bins and tenths are of; in (0, 1]
 * @property {{tickets: number[], won: number[]}} bins how many fell into each of equal parts
 * @property {Point[]} points every `each`th entry, and the odd ones
 * @property {number} each
 * @property {number} odd how many
 * @property {Tenth[]} tenths ten of them
 * @property {(Point & {hex: string}) | null} own whose receipt was brought along
 */

/** The first 53 bits. @param {Uint8Array} ticket */
const fraction = (ticket) => Number(readBe64(ticket) >> 11n) / 2 ** 53;

/** @param {number} count of entries */
const binsFor = (count) => Math.min(mostBins, Math.max(5, Math.ceil(Math.sqrt(count))));

/** @param {number | null} cutoff @param {number} entries */
const partShown = (cutoff, entries) =>
    cutoff === null || cutoff >= fewWin
        ? 1
        : Math.min(1, Math.max(timesTheCutoff * cutoff, leastShown / entries));

/** @param {number} part in [0, 1) @param {number} parts */
const indexOf = (part, parts) => Math.min(parts - 1, Math.floor(part * parts));

/** @param {Uint8Array} a @param {Uint8Array} b of the same size */
const isAtMost = (a, b) => {
    const at = a.findIndex((byte, i) => byte !== b[i]);
    return at < 0 || a[at] < b[at];
};

/**
 * @param {import('../../audit/evidence.mjs').Evidence} evidence
 * @param {Uint8Array | null} ownTag
 * @param {import('../../audit/progress.mjs').Progress} progress
 * @returns {Picture | null} null where nothing was drawn, or nobody entered
 */
export function pictureOf({ close, draw }, ownTag, progress) {
    if (close === null || draw === null || close.entries.count === 0) return null;
    const { entries } = close;
    const { seed, cutoff } = draw.text;
    const part = cutoff && fraction(cutoff);
    const shown = partShown(part, entries.count);
    const bins = binsFor(Math.round(shown * entries.count));
    /** @type {Picture} */
    const picture = {
        entries: entries.count,
        winners: draw.winners.count,
        cutoff: part,
        shown,
        bins: { tickets: Array(bins).fill(0), won: Array(bins).fill(0) },
        points: [],
        each: Math.ceil(entries.count / mostPoints),
        odd: 0,
        tenths: Array.from({ length: 10 }, () => ({ tickets: 0, entries: 0, winners: 0 })),
        own: null,
    };
    for (let i = 0; i < entries.count; ++i) {
        if (i % stride === 0) progress({ step: 'drawing pictures', done: i, of: entries.count });
        const tag = entries.at(i);
        const bytes = ticketOf(seed, tag);
        const won = draw.winners.has(tag);
        const odd = won !== (cutoff !== null && isAtMost(bytes, cutoff));
        const point = { position: i + 1, ticket: fraction(bytes), won, odd };
        count(picture, point);
        if (ownTag && entries.compareAt(i, ownTag) === 0) picture.own = { ...point, hex: toHex(bytes) };
    }
    return picture;
}

/** @param {Picture} picture @param {Point} point */
function count(picture, point) {
    const { bins, tenths, points, each, entries, shown } = picture;
    if (point.ticket < shown) {
        const bin = indexOf(point.ticket / shown, bins.tickets.length);
        ++bins.tickets[bin];
        if (point.won) ++bins.won[bin];
        ++tenths[indexOf(point.ticket / shown, 10)].tickets;
    }
    const place = tenths[indexOf((point.position - 1) / entries, 10)];
    ++place.entries;
    if (point.won) ++place.winners;
    if (point.odd) ++picture.odd;
    if ((point.position - 1) % each === 0 || (point.odd && picture.odd <= mostOdd)) points.push(point);
}
