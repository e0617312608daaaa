// The server's clock, by which windows are judged: the phone's own may be minutes off. Each answer that tells the time
// bounds it: it was no later when the answer came, and no earlier when it was asked for. What all of them allow is kept,
// and the lowest of that is shown: this clock is behind the server's, mostly by less than an answer takes to come, and
// not ahead, so that nobody is let press too early.

/** @typedef {{low: number, high: number, at: number, wall: number}} Bounds of the server's time less this page's, ms */

// Of two clocks that nobody sets against each other (200 ppm).
const driftPerMs = 0.0002;
// Where the two ways of counting here differ by so much, the device has slept or its clock was set.
const sleptMs = 500;

/** @type {Bounds | null} */
let known = null;
/** @type {Set<() => void>} */
const listeners = new Set();

/** By how much the device's clock went ahead of the time that this page counts. */
function ahead(/** @type {Bounds} */ { at, wall }) {
    return Date.now() - wall - (performance.now() - at);
}

/** The time this page counts: it never jumps, as the wall clock may. @returns {number} ms */
export const localNow = () => performance.now();

/** What was known, as far as it holds now. @param {Bounds} bounds @param {number} now */
function aged({ low, high, at }, now) {
    const drift = driftPerMs * (now - at);
    return { low: low - drift, high: high + drift };
}

/**
 * Takes from an answer what it tells of the clock.
 * @param {string} serverTime RFC 3339, milliseconds cut off @param {number} sent localNow() before the request
 * @param {number} received localNow() after the answer
 */
export function learn(serverTime, sent, received) {
    const said = Date.parse(serverTime);
    const [at, wall] = [received, Date.now() - (localNow() - received)];
    const told = { low: said - received, high: said + 1 - sent, at, wall };
    const before = known === null || Math.abs(ahead(known)) > sleptMs ? told : aged(known, received);
    const [low, high] = [Math.max(before.low, told.low), Math.min(before.high, told.high)];
    // Where they contradict each other, a clock was set.
    known = low <= high ? { low, high, at, wall } : told;
    if (known.low === told.low) for (const listener of listeners) listener();
}

/** Unix milliseconds by the server's clock, or by the device's until it has been measured. */
export function serverNow() {
    if (known === null) return Date.now();
    // More likely the device slept than that its clock was put forward; the next answer tells.
    const slept = ahead(known) > sleptMs ? ahead(known) : 0;
    return aged(known, localNow()).low + localNow() + slept;
}

/** Calls back when the clock was measured better. @param {() => void} listener @returns {() => void} ends that */
export function onClockChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}
