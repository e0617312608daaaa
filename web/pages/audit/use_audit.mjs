// An audit under way, for views.
import { useEffect, useState } from 'preact/hooks';
import { runAudit } from './run.mjs';

/**
 * @typedef {import('./run.mjs').Finding} Finding
 * @typedef {import('./findings.mjs').Order} Order
 * @typedef {{order: Order | null, at: import('./run.mjs').At | null, finding: Finding | null,
 *     defect: unknown}} State
 */

/** @type {State} */
const nothing = { order: null, at: null, finding: null, defect: null };

/** Begins anew, and ends what was under way, when the order is another. @param {Order} order */
export function useAudit(order) {
    const [state, setState] = useState(nothing);
    useEffect(() => {
        const end = new AbortController();
        const set = (/** @type {Partial<State>} */ news) =>
            setState((before) => ({ ...before, ...news, order }));
        setState({ ...nothing, order });
        runAudit(order, (at) => set({ at }), end.signal).then(
            (finding) => set({ finding }),
            (defect) => set({ defect }),
        );
        return () => end.abort();
    }, [order]);
    // A defect of ours is the frame's to say.
    if (state.defect !== null) throw state.defect;
    return state.order === order ? state : nothing;
}
