// The server's clock, by which windows are judged: the phone's own may be minutes off. Its offset to the time
// that this page counts is measured by round trips, and the quickest of late is believed: as if its answer had taken
// no time to come. So this clock is behind the server's and never ahead, and nobody is let press too early.

/** @typedef {{offset: number, error: number, at: number, wall: number}} Sample `error` in ms */

const believedForMs = 5 * 60_000;
// Where the two ways of counting here differ by so much, the device has slept or its clock was set.
const sleptMs = 500;

/** @type {Sample | null} */
let best = null;
/** @type {Set<() => void>} */
const listeners = new Set();

/** By how much the device's clock went ahead of the time that this page counts. */
function ahead(/** @type {Sample} */ { at, wall }) {
    return Date.now() - wall - (performance.now() - at);
}

const hasSlept = (/** @type {Sample} */ sample) => Math.abs(ahead(sample)) > sleptMs;

/** The time this page counts: it never jumps, as the wall clock may. @returns {number} ms */
export const localNow = () => performance.now();

/**
 * Takes from an answer what it tells of the clock.
 * @param {string} serverTime RFC 3339 @param {number} sent localNow() before the request
 * @param {number} received localNow() after the answer
 */
export function learn(serverTime, sent, received) {
    const sample = {
        offset: Date.parse(serverTime) - received,
        error: received - sent,
        at: received,
        wall: Date.now(),
    };
    const stale = best === null || hasSlept(best) || received - best.at > believedForMs;
    if (!stale && best !== null && best.error <= sample.error) return;
    best = sample;
    for (const listener of listeners) listener();
}

/** By how much it may be behind, in ms; infinite until it was measured, and after a sleep. */
export const errorMs = () => (best === null || hasSlept(best) ? Infinity : best.error);

/** Unix milliseconds by the server's clock, or by the device's until it has been measured. */
export function serverNow() {
    if (best === null) return Date.now();
    // More likely the device slept than that its clock was put forward; the next answer tells.
    const slept = ahead(best) > sleptMs ? ahead(best) : 0;
    return best.offset + localNow() + slept;
}

/** Calls back when the clock was measured better. @param {() => void} listener @returns {() => void} ends that */
export function onClockChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}
