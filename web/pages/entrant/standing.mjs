// Where a person stands in a round: one word at every time. Pure.
import { phaseOf } from './rounds.mjs';

/**
 * @typedef {import('./rounds.mjs').Round} Round
 *
 * @typedef {object} Result what GET /v1/rounds/{round}/result says
 * @property {'pending' | 'won' | 'lost' | 'not_entered' | 'disqualified' | 'void'} status
 * @property {string | null} reserved_at
 * @property {string | null} received_at
 * @property {string | null} tag
 * @property {string | null} ticket
 * @property {string | null} cutoff
 * @property {number | null} [rank]
 * @property {Coupon} [coupon]
 *
 * @typedef {{code: string, issued_at: string, expires_at: string | null}} Coupon
 * @typedef {{received_at: string, tag: string, receipt: unknown}} Entry what a draw's entry was answered with
 *
 * @typedef {object} Mine what is known of one person in one round
 * @property {Result | null} result the last that was asked for
 * @property {number} askedAt since when, in Unix ms by the server's clock: what came later may not be in it
 * @property {string | null} reservedAt
 * @property {Entry | null} entry
 * @property {Coupon | null} coupon of who came first
 * @property {string | null} refusal the code of what was refused for good
 *
 * @typedef {'announced' | 'reserving' | 'reserved' | 'unreserved' | 'soon' | 'open' | 'entered' | 'drawing'
 *     | 'sold_out' | 'asking' | 'won' | 'lost' | 'not_entered' | 'disqualified' | 'void'} Standing
 */

/** @type {Mine} */
export const nothingKnown = {
    result: null,
    askedAt: 0,
    reservedAt: null,
    entry: null,
    coupon: null,
    refusal: null,
};

/** @param {Mine} mine */
const hasReserved = ({ result, reservedAt }) => reservedAt !== null || (result?.reserved_at ?? null) !== null;

/** @param {Mine} mine */
const hasEntered = ({ result, entry }) => entry !== null || (result?.received_at ?? null) !== null;

/** @param {Round} round @param {Mine} mine */
const needsToReserve = ({ reserve }, mine) => reserve !== null && !hasReserved(mine);

/** @param {Mine} mine @param {{to: string} | null} window */
const wasAskedAfter = ({ result, askedAt }, window) =>
    result !== null && window !== null && askedAt >= Date.parse(window.to);

/**
 * Whether somebody of whom nothing is known to be taken is out for good. An older answer does not say it: they may
 * have reserved or entered on another device since.
 * @param {Round} round @param {Mine} mine
 */
function isOut(round, mine) {
    if (needsToReserve(round, mine) && (mine.refusal === 'NOT_RESERVED' || wasAskedAfter(mine, round.reserve)))
        return true;
    const isFinalNo = round.kind === 'draw' && mine.result?.status === 'not_entered';
    return isFinalNo || wasAskedAfter(mine, round.enter);
}

/** What is final, or null. @param {Round} round @param {Mine} mine @returns {Standing | null} */
function outcomeOf(round, { result, coupon, refusal }) {
    if (result?.status === 'won' || coupon !== null) return 'won';
    if (result?.status === 'void' || round.state === 'void') return 'void';
    if (refusal === 'SOLD_OUT') return 'sold_out';
    // Of a first-come round `not_entered` is said from the beginning.
    if (result === null || result.status === 'pending' || result.status === 'not_entered') return null;
    return result.status;
}

/** @param {Round} round @param {Mine} mine @param {number} now Unix ms @returns {Standing} */
export function standingOf(round, mine, now) {
    const phase = phaseOf(round, now);
    const outcome = outcomeOf(round, mine);
    if (outcome !== null) return outcome;
    if (hasEntered(mine)) return phase === 'over' ? 'drawing' : 'entered';
    if (phase === 'over') return isOut(round, mine) ? 'not_entered' : 'asking';
    if (round.kind === 'first_come' && round.remaining === 0) return 'sold_out';
    const lacksReservation = needsToReserve(round, mine);
    if (phase === 'before') return round.reserve === null ? 'soon' : 'announced';
    if (phase === 'reserving' && lacksReservation) return mine.result === null ? 'asking' : 'reserving';
    if (phase !== 'entering' && !lacksReservation) return 'reserved';
    if (!lacksReservation) return 'open';
    // Where it is not known, nobody is kept from pressing: the server judges.
    return isOut(round, mine) ? 'unreserved' : phase === 'between' ? 'asking' : 'open';
}

/**
 * Whether the last result is too old to say how somebody stands: then it is to be asked for again.
 * @param {Round} round @param {Mine} mine @param {number} now Unix ms
 */
export function isStale(round, mine, now) {
    if (mine.result === null || outcomeOf(round, mine) !== null || hasEntered(mine)) return false;
    const phase = phaseOf(round, now);
    const matters = phase === 'over' || (['between', 'entering'].includes(phase) && needsToReserve(round, mine));
    return matters && !isOut(round, mine);
}

/** Whether nothing of it will change any more. @param {Round} round @param {Result} result */
export const isFinal = (round, { status }) =>
    status !== 'pending' && !(round.kind === 'first_come' && status === 'not_entered');
