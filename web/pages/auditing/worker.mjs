// Runs an audit beside the page, so that the page goes on answering: takes an order, tells how far it
// is, and at last what it found.
import { find } from './findings.mjs';

const betweenTellingsMs = 50;

/**
 * @typedef {{step: string, done: number, of: number}} At
 * @typedef {{at: At} | {finding: Awaited<ReturnType<typeof find>>} | {defect: string}} Told
 */

/** Only a worker's, and not a window's. @type {{postMessage: (told: Told) => void}} */
const page = globalThis;

let lastTold = 0;
let lastStep = '';

/** @param {At} at */
function tell(at) {
    const now = performance.now();
    if (at.step === lastStep && now - lastTold < betweenTellingsMs) return;
    lastTold = now;
    lastStep = at.step;
    page.postMessage({ at });
}

addEventListener('message', async ({ data }) => {
    try {
        page.postMessage({ finding: await find(data, tell) });
    } catch (defect) {
        page.postMessage({ defect: String(/** @type {Error} */ (defect).stack) });
    }
});
