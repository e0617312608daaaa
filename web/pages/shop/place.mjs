// Where in the console one is: `#section` or `#section/what` in the address, so that the browser's own ways back,
// forward and to a bookmark hold.
import { useEffect, useState } from 'preact/hooks';

/** What stands for one that is still to be made; no id may hold a plus. */
export const anew = '+new';

/** @typedef {{section: string, what: string | null}} Place */

/** @param {string} section @param {string} [what] @returns {string} for a link's href */
export const placeOf = (section, what) => (what === undefined ? `#${section}` : `#${section}/${what}`);

/** @param {readonly string[]} sections @returns {Place | null} null where the address names none of them */
function here(sections) {
    const [section, what] = location.hash.slice(1).split('/');
    if (!sections.includes(section)) return null;
    return { section, what: what ?? null };
}

/** @param {readonly string[]} sections the first is shown unless the address says another @returns {Place} */
export function usePlace(sections) {
    const [place, setPlace] = useState(() => here(sections));
    useEffect(() => {
        // What else may be there, such as the way to the content, leads nowhere else.
        const look = () => setPlace((before) => here(sections) ?? before);
        addEventListener('hashchange', look);
        return () => removeEventListener('hashchange', look);
    }, [sections.join()]);
    return place !== null && sections.includes(place.section) ? place : { section: sections[0], what: null };
}

/** @param {string} place of placeOf */
export function goTo(place) {
    location.hash = place;
}
