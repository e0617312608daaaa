// Which rounds there are, and where each stands by the server's clock. Pure.

/**
 * @typedef {{from: string, to: string}} Window half-open
 * @typedef {object} Round what GET /v1/rounds says of one; the members used here
 * @property {string} round
 * @property {'draw' | 'first_come'} kind
 * @property {string | null} campaign
 * @property {string} state
 * @property {Window | null} reserve
 * @property {Window} enter
 * @property {string | null} quota
 * @property {string | null} draw_due_at
 * @property {string | null} void_reason
 * @property {{entries: number | null, winners: number | null}} counts
 * @property {number | null} stock
 * @property {number | null} remaining
 *
 * @typedef {'before' | 'reserving' | 'between' | 'entering' | 'over'} Phase
 */

// How long after its window a round's result is what people come for, unless the next one begins.
export const freshMs = 6 * 3_600_000;

// What is announced stands, and is rarely voided; but who waits for the next round, or for how many won, wants to
// see it, and stock runs out while one looks.
const lookAgainMs = { waiting: 60_000, expecting: 20_000, rush: 5_000 };

/** @param {Round} round @param {number} now Unix ms @returns {Phase} */
export function phaseOf({ reserve, enter }, now) {
    if (now >= Date.parse(enter.to)) return 'over';
    if (now >= Date.parse(enter.from)) return 'entering';
    if (reserve === null || now < Date.parse(reserve.from)) return 'before';
    return now < Date.parse(reserve.to) ? 'reserving' : 'between';
}

/** When the phase changes, for exact timers. @param {Round} round @returns {number[]} Unix ms, ascending */
export const momentsOf = ({ reserve, enter }) =>
    [reserve?.from, reserve?.to, enter.from, enter.to].flatMap((time) => (time ? [Date.parse(time)] : []));

/**
 * The one to show: what can be taken part in goes before a result, and a fresh result before what is only
 * announced.
 * @param {Round[]} rounds the earliest first @param {number} now Unix ms
 * @returns {Round | undefined}
 */
export function roundOfInterest(rounds, now) {
    const coming = rounds.filter((round) => phaseOf(round, now) !== 'over' && round.state !== 'void');
    const open = coming.find((round) => phaseOf(round, now) !== 'before');
    const last = rounds.filter((round) => phaseOf(round, now) === 'over').at(-1);
    const isFresh = last !== undefined && now - Date.parse(last.enter.to) < freshMs;
    return open ?? (isFresh ? last : undefined) ?? coming[0] ?? rounds.at(-1);
}

/**
 * How far it is from being taken part in, either way.
 * @param {Round} round @param {number} now Unix ms @returns {number} ms
 */
function distance({ reserve, enter }, now) {
    const [from, to] = [Date.parse((reserve ?? enter).from), Date.parse(enter.to)];
    return Math.max(0, from - now, now - to);
}

/** The nearest first. @param {Round[]} rounds @param {number} now Unix ms */
export const byNearness = (rounds, now) => [...rounds].sort((a, b) => distance(a, now) - distance(b, now));

/** When to ask for the rounds again. @param {Round[]} rounds @param {number} now Unix ms @returns {number} ms */
export function lookAgainAfter(rounds, now) {
    const isDone = (/** @type {Round} */ { state }) => state === 'drawn' || state === 'void';
    const coming = rounds.filter((round) => phaseOf(round, now) !== 'over' && !isDone(round));
    if (coming.some((round) => (round.remaining ?? 0) > 0 && phaseOf(round, now) === 'entering'))
        return lookAgainMs.rush;
    const isDrawing = rounds.some(
        (round) => round.kind === 'draw' && phaseOf(round, now) === 'over' && !isDone(round),
    );
    return coming.length === 0 || isDrawing ? lookAgainMs.expecting : lookAgainMs.waiting;
}
