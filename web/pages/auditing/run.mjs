// Starts audits in a worker, which stays for the next one.
import address from './worker.mjs?worker';

/**
 * @typedef {import('./findings.mjs').Order} Order
 * @typedef {import('./worker.mjs').At} At
 * @typedef {import('./findings.mjs').RoundFinding | import('./findings.mjs').LogFinding} Finding
 */

/** The worker's own code did not come, as without a connection. */
export class NotLoaded extends Error {}

/** @type {Worker | null} */
let idle = null;

function takeWorker() {
    const worker = idle ?? new Worker(address, { type: 'module' });
    idle = null;
    return worker;
}

/**
 * @param {Order} order @param {(at: At) => void} onProgress @param {AbortSignal} signal ends it
 * @returns {Promise<Finding>} never settles once the signal is aborted; throws NotLoaded, or for a defect of ours
 */
export function runAudit(order, onProgress, signal) {
    return new Promise((resolve, reject) => {
        const worker = takeWorker();
        const end = () => {
            // What it had said by then may still come; heard, it would make an ended worker the idle one.
            worker.onmessage = null;
            worker.terminate();
        };
        signal.addEventListener('abort', end);
        // What it did not catch has a message; that it was not loaded has none.
        worker.onerror = ({ message }) =>
            reject(message === undefined ? new NotLoaded('the audit’s worker was not loaded') : new Error(message));
        worker.onmessage = (/** @type {MessageEvent<import('./worker.mjs').Told>} */ { data }) => {
            if ('at' in data) return onProgress(data.at);
            signal.removeEventListener('abort', end);
            idle = worker;
            if ('finding' in data) resolve(data.finding);
            else reject(new Error(data.defect));
        };
        worker.postMessage(order);
    });
}
