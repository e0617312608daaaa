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
 * @property {string | null} reservedAt
 * @property {Entry | null} entry
 * @property {Coupon | null} coupon of who came first
 * @property {string | null} refusal the code of what was refused for good
 *
 * @typedef {'announced' | 'reserving' | 'reserved' | 'unreserved' | 'soon' | 'open' | 'entered' | 'drawing'
 *     | 'sold_out' | 'asking' | 'won' | 'lost' | 'not_entered' | 'disqualified' | 'void'} Standing
 */

/** @type {Mine} */
export const nothingKnown = { result: null, reservedAt: null, entry: null, coupon: null, refusal: null };

/** @param {Mine} mine */
const hasReserved = ({ result, reservedAt }) => reservedAt !== null || (result?.reserved_at ?? null) !== null;

/** @param {Mine} mine */
const hasEntered = ({ result, entry }) => entry !== null || (result?.received_at ?? null) !== null;

/**
 * What is final, or null. Of a first-come round `not_entered` is said from the beginning.
 * @param {Round} round @param {Mine} mine @param {boolean} isOver @returns {Standing | null}
 */
function outcomeOf(round, { result, coupon, refusal }, isOver) {
    if (result?.status === 'won' || coupon !== null) return 'won';
    if (result?.status === 'void' || round.state === 'void') return 'void';
    if (refusal === 'SOLD_OUT') return 'sold_out';
    if (result === null || result.status === 'pending') return null;
    return result.status === 'not_entered' && !isOver ? null : result.status;
}

/** @param {Round} round @param {Mine} mine @param {number} now Unix ms @returns {Standing} */
export function standingOf(round, mine, now) {
    const phase = phaseOf(round, now);
    const outcome = outcomeOf(round, mine, phase === 'over');
    if (outcome !== null) return outcome;
    if (hasEntered(mine)) return phase === 'over' ? 'drawing' : 'entered';
    if (phase === 'over') return mine.result === null ? 'asking' : 'not_entered';
    if (round.kind === 'first_come' && round.remaining === 0) return 'sold_out';
    const needsToReserve = round.reserve !== null && !hasReserved(mine);
    if (phase === 'before') return round.reserve === null ? 'soon' : 'announced';
    if (phase === 'reserving' && needsToReserve) return mine.result === null ? 'asking' : 'reserving';
    if (phase !== 'entering' && !needsToReserve) return 'reserved';
    if (!needsToReserve) return 'open';
    const isKnown = mine.result !== null || mine.refusal === 'NOT_RESERVED';
    // Where it is not known, nobody is kept from pressing: the server judges.
    return isKnown ? 'unreserved' : phase === 'between' ? 'asking' : 'open';
}

/** Whether nothing of it will change any more. @param {Round} round @param {Result} result */
export const isFinal = (round, { status }) =>
    status !== 'pending' && !(round.kind === 'first_come' && status === 'not_entered');
