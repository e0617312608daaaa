// What comes next in a round, and when to look at it again. Pure.

const liveMs = 1_000;
const quietMs = 5_000;

/**
 * @param {any} round what comes next, and when
 * @returns {{words: import('../../texts/texts.mjs').Key, at: number} | null} in Unix ms; null: nothing that has a time
 */
export function nextOf({ state, reserve, enter, draw_due_at: drawDue, beacon_due_at: beaconDue }) {
    /** @param {import('../../texts/texts.mjs').Key} words @param {string} time */
    const next = (words, time) => ({ words, at: Date.parse(time) });
    if (state === 'announced' && reserve) return next('shop.next.reserve', reserve.from);
    if (state === 'announced' || state === 'reserved') return next('shop.next.enter', enter.from);
    if (state === 'reserving') return next('shop.next.reserved', reserve.to);
    if (state === 'entering') return next('shop.next.over', enter.to);
    if (state === 'closing' && drawDue) return next('shop.next.draw', drawDue);
    if (state === 'closed' && beaconDue) return next('shop.next.beacon', beaconDue);
    return null;
}

/**
 * How long to wait before it is looked at again: seldom, but not past the moment at which something begins.
 * @param {any} round @param {number} now Unix ms by the server's clock
 * @returns {number | null} null: it is over
 */
export function lookAgainMs(round, now) {
    if (round.state === 'drawn' || round.state === 'void') return null;
    if (round.state === 'entering' || round.state === 'closing') return liveMs;
    const next = nextOf(round);
    return next === null ? quietMs : Math.min(quietMs, Math.max(liveMs, next.at - now));
}
