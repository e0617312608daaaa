// Which round a person cares for, and where it stands by the server's clock. Pure but for asking.
import { insist } from '../api.mjs';

/**
 * @typedef {{from: string, to: string}} Window half-open
 * @typedef {object} Round what GET /v1/rounds says of one; the members used here
 * @property {string} round
 * @property {'draw' | 'first_come'} kind
 * @property {string} state
 * @property {Window | null} reserve
 * @property {Window} enter
 * @property {string | null} quota
 * @property {string} trust
 * @property {string | null} draw_due_at
 * @property {string | null} void_reason
 * @property {{entries: number | null, winners: number | null}} counts
 * @property {string | null} template
 * @property {number | null} stock
 * @property {number | null} remaining
 *
 * @typedef {'before' | 'reserving' | 'between' | 'entering' | 'over'} Phase
 */

/** @param {Round} round @param {number} now Unix ms @returns {Phase} */
export function phaseOf({ reserve, enter }, now) {
    if (now >= Date.parse(enter.to)) return 'over';
    if (now >= Date.parse(enter.from)) return 'entering';
    if (reserve === null || now < Date.parse(reserve.from)) return 'before';
    return now < Date.parse(reserve.to) ? 'reserving' : 'between';
}

/** When the phase changes next, for exact timers. @param {Round} round @returns {number[]} Unix ms */
export const momentsOf = ({ reserve, enter }) =>
    [reserve?.from, reserve?.to, enter.from, enter.to].flatMap((time) => (time ? [Date.parse(time)] : []));

/** @param {AbortSignal} signal @returns {Promise<Round[]>} the newest, the soonest that is not over first */
export async function listRounds(signal) {
    /** @type {{body: {rounds: Round[], server_time: string}}} */
    const { body } = await insist('/v1/rounds?limit=100', { signal });
    const now = Date.parse(body.server_time);
    const isOver = (/** @type {Round} */ round) => phaseOf(round, now) === 'over' || round.state === 'void';
    return [...body.rounds.filter((round) => !isOver(round)).reverse(), ...body.rounds.filter(isOver)];
}
