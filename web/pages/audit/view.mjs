// What the page shows, by the address's fragment, so that it can be sent to others; no server sees it.
import { useEffect, useRef, useState } from 'preact/hooks';

/** @typedef {{kind: 'choose'} | {kind: 'files'} | {kind: 'log'} | {kind: 'round', round: string}} View */

/**
 * Another fragment, such as that of the way to the content, changes nothing.
 * @param {string} fragment @returns {View | null}
 */
function viewOf(fragment) {
    const parameters = new URLSearchParams(fragment.slice(1));
    const round = parameters.get('round');
    if (round) return { kind: 'round', round };
    if (parameters.has('log')) return { kind: 'log' };
    if (parameters.has('files')) return { kind: 'files' };
    return parameters.has('rounds') ? { kind: 'choose' } : null;
}

/** @returns {View} */
export function useView() {
    const [view, setView] = useState(() => viewOf(location.hash) ?? /** @type {View} */ ({ kind: 'choose' }));
    useEffect(() => {
        const look = () => setView((before) => viewOf(location.hash) ?? before);
        addEventListener('hashchange', look);
        return () => removeEventListener('hashchange', look);
    }, []);
    return view;
}

/**
 * What is shown moves into view and under the keyboard when it is another, but not when the page opens.
 * @param {View} view
 */
export function useFocusOn(view) {
    const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
    const first = useRef(true);
    useEffect(() => {
        if (!first.current) heading.current?.focus();
        first.current = false;
    }, [view]);
    return heading;
}
