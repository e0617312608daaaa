// An audit under way, for views.
import { useEffect, useState } from 'preact/hooks';
import { runAudit } from './run.mjs';

/**
 * @typedef {import('./run.mjs').Finding} Finding
 * @typedef {import('./findings.mjs').Order} Order
 * @typedef {object} Audit
 * @property {import('./run.mjs').At | null} at how far it is
 * @property {Finding | null} finding how it ended
 * @property {boolean} broken it cannot go on, by no fault of what is audited: without a connection, its worker is not
 *     loaded
 */

/** @type {Audit & {order: Order | null}} */
const nothing = { order: null, at: null, finding: null, broken: false };

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
                set({ broken: true });
                reportError(defect);
            },
        );
        return () => end.abort();
    }, [order]);
    return state.order === order ? state : nothing;
}
