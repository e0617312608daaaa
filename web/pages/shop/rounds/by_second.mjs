// How entries came in, in as many steps as a picture can show. Pure.

const mostSteps = 600;

/**
 * @param {{second: string, entries: number}[]} bySecond seconds without an entry are left out
 * @param {{from: string, to: string}} window @param {number} now Unix ms: what is later is not known yet
 * @returns {{stepS: number, times: number[], entries: (number | null)[], totals: (number | null)[]}} times in
 *     Unix seconds at which a step begins
 */
export function stepsOf(bySecond, window, now) {
    const begin = Math.floor(Date.parse(window.from) / 1000);
    const end = Math.ceil(Date.parse(window.to) / 1000);
    const stepS = Math.max(1, Math.ceil((end - begin) / mostSteps));
    const count = Math.max(1, Math.ceil((end - begin) / stepS));
    const times = Array.from({ length: count }, (_, step) => begin + step * stepS);
    /** @type {(number | null)[]} */
    const entries = times.map((time) => (time * 1000 < now ? 0 : null));
    for (const { second, entries: came } of bySecond) {
        const step = Math.floor((Date.parse(second) / 1000 - begin) / stepS);
        const at = Math.min(Math.max(step, 0), count - 1);
        entries[at] = (entries[at] ?? 0) + came;
    }
    let total = 0;
    const totals = entries.map((came) => (came === null ? null : (total += came)));
    return { stepS, times, entries, totals };
}
