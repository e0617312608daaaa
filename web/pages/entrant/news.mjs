// That something happened which the wallet and the inbox show.
import { useEffect, useReducer } from 'preact/hooks';

const event = 'fairdraw-news';

export const tellNews = () => dispatchEvent(new Event(event));

/** How often there was news: for lists to be asked for anew. @returns {number} */
export function useNews() {
    const [count, again] = useReducer((/** @type {number} */ before) => before + 1, 0);
    useEffect(() => {
        const hear = () => again(undefined);
        addEventListener(event, hear);
        return () => removeEventListener(event, hear);
    }, []);
    return count;
}
