// An audit under way, for views.
import { useEffect, useState } from 'preact/hooks';
import { NotLoaded, runAudit } from './run.mjs';

/**
 * @typedef {import('./run.mjs').Finding} Finding
 * @typedef {import('./findings.mjs').Order} Order
 * @typedef {object} Audit
 * @property {import('./run.mjs').At | null} at how far it is
 * @property {Finding | null} finding how it ended
 * @property {'not-loaded' | 'defect' | null} broken why it cannot go on, by no fault of what is audited
 */

/** @type {Audit & {order: Order | null}} */
const nothing = { order: null, at: null, finding: null, broken: null };

/** @param {Audit} audit */
export const isRunning = ({ finding, broken }) => finding === null && broken === null;

/**
 * Begins anew, and ends what was under way, when the order is another; null for none.
 * @param {Order | null} order @returns {Audit}
 */
export function useAudit(order) {
    const [state, setState] = useState(nothing);
    useEffect(() => {
        if (order === null) return undefined;
        const end = new AbortController();
        const set = (/** @type {Partial<Audit>} */ news) =>
            setState((before) => ({ ...before, ...news, order }));
        setState({ ...nothing, order });
        runAudit(order, (at) => set({ at }), end.signal).then(
            (finding) => set({ finding }),
            (defect) => {
                set({ broken: defect instanceof NotLoaded ? 'not-loaded' : 'defect' });
                reportError(defect);
            },
        );
        return () => end.abort();
    }, [order]);
    return state.order === order ? state : nothing;
}
