// What the last action did: said at the top of the console, and to screen readers.
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { clockTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';

/** @type {{words: string, sure: boolean, at: number} | null} */
let last = null;
/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {string} words what was done @param {boolean} [sure] whether it was */
export function say(words, sure = true) {
    // Nobody is there any more to whom it may be said.
    if (listeners.size === 0) return;
    last = { words, sure, at: Date.now() };
    for (const listener of listeners) listener();
}

/** What was done before is no news of what is looked at or asked for now. */
export function unsay() {
    last = null;
    for (const listener of listeners) listener();
}

export function Said() {
    const [, again] = useReducer((count) => count + 1, 0);
    const place = useRef(/** @type {HTMLDivElement | null} */ (null));
    useEffect(() => {
        const listener = () => again(null);
        listeners.add(listener);
        return () => {
            listeners.delete(listener);
            // Who signs in next did none of it.
            last = null;
        };
    }, []);
    useEffect(() => {
        // The button that was pressed may go; whoever uses the keyboard goes on from here.
        if (last !== null) place.current?.focus();
    }, [last]);
    return (
        <div role="status" tabIndex={-1} ref={place}>
            {last && (
                <p class={`note ${last.sure ? 'good' : 'warn'}`}>
                    {t('shop.said', { time: clockTime(last.at), words: last.words })}
                </p>
            )}
        </div>
    );
}
