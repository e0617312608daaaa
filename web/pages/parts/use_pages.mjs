// Lists that the service gives page by page.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, insist } from '../api.mjs';
import { bearing, endSession, token } from '../session.mjs';
import { useBusy } from './use.mjs';

/**
 * @template Item
 * @typedef {object} Pages
 * @property {Item[] | null} items null until known
 * @property {(() => void) | null} more asks for the next page, where there is one
 * @property {(change: (item: Item) => Item) => void} change of what is shown, without asking anew
 * @property {unknown} trouble why there is none, or no more of it; null where all is well
 */

/**
 * @template Item
 * @param {string | null} path with a query, without cursor; null as long as nothing shall be asked
 * @param {string} member what the list is called in the answer
 * @param {unknown[]} dependencies asks anew when one of them changes
 * @returns {Pages<Item>}
 */
export function usePages(path, member, dependencies = []) {
    const [items, setItems] = useState(/** @type {Item[] | null} */ (null));
    const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
    const [trouble, setTrouble] = useState(/** @type {unknown} */ (null));
    const [, run] = useBusy();
    const life = useRef(new AbortController());

    const load = async (/** @type {string | null} */ after, /** @type {AbortSignal} */ signal) => {
        const sent = token();
        const from = after === null ? '' : `&cursor=${encodeURIComponent(after)}`;
        try {
            const { body } = await insist(path + from, { headers: bearing(sent), signal });
            if (signal.aborted) return;
            setItems((before) => [...(after === null ? [] : (before ?? [])), ...body[member]]);
            setCursor(body.cursor);
            setTrouble(null);
        } catch (error) {
            if (signal.aborted) return;
            if (error instanceof Problem && error.status === 401) return endSession(sent);
            setTrouble(error);
            if (!(error instanceof Problem)) reportError(error);
        }
    };
    useEffect(() => {
        life.current = new AbortController();
        if (path !== null) load(null, life.current.signal);
        return () => life.current.abort();
    }, [path, ...dependencies]);

    return {
        items,
        more: cursor === null ? null : () => run(() => load(cursor, life.current.signal)),
        change: (change) => setItems((before) => before && before.map(change)),
        trouble,
    };
}
