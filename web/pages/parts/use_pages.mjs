// Lists that the service gives page by page.
import { useEffect, useState } from 'preact/hooks';
import { Problem, insist } from '../api.mjs';
import { endSession } from '../session.mjs';

/**
 * @template Item
 * @param {string | null} path with a query, without cursor; null as long as nothing shall be asked
 * @param {string} member what the list is called in the answer
 * @param {unknown[]} dependencies asks anew when one of them changes
 * @returns {{items: Item[] | null, more: (() => void) | null, again: () => void}} null until known; `more` asks for
 *     the next page
 */
export function usePages(path, member, dependencies = []) {
    const [items, setItems] = useState(/** @type {Item[] | null} */ (null));
    const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
    const [asked, setAsked] = useState(0);

    const load = async (/** @type {string | null} */ after, /** @type {AbortSignal} */ signal) => {
        if (path === null) return;
        const from = after === null ? '' : `&cursor=${encodeURIComponent(after)}`;
        try {
            const { body } = await insist(path + from, { signal });
            setItems((before) => [...(after === null ? [] : (before ?? [])), ...body[member]]);
            setCursor(body.cursor);
        } catch (error) {
            if (signal.aborted) return;
            if (error instanceof Problem && error.status === 401) return endSession();
            throw error;
        }
    };
    useEffect(() => {
        const end = new AbortController();
        load(null, end.signal);
        return () => end.abort();
    }, [path, asked, ...dependencies]);

    return {
        items,
        more: cursor === null ? null : () => load(cursor, new AbortController().signal),
        again: () => setAsked((times) => times + 1),
    };
}
