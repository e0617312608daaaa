// What the browser keeps for the pages. Where it forbids that, or is full, the page remembers by itself for as long
// as it is open: nothing that it shows depends on more.

/** @param {'localStorage' | 'sessionStorage'} which */
function storage(which) {
    /** What could not be kept; null for what could not be removed. @type {Map<string, string | null>} */
    const remembered = new Map();

    /** @template Result @param {(kept: Storage) => Result} act @param {() => Result} otherwise @returns {Result} */
    const attempt = (act, otherwise) => {
        try {
            return act(window[which]);
        } catch {
            return otherwise();
        }
    };
    return {
        /** @param {string} key @returns {string | null} */
        get(key) {
            const own = remembered.get(key);
            if (own !== undefined) return own;
            return attempt(
                (kept) => kept.getItem(key),
                () => null,
            );
        },
        /** @param {string} key @param {string} value */
        set(key, value) {
            remembered.delete(key);
            attempt(
                (kept) => kept.setItem(key, value),
                () => void remembered.set(key, value),
            );
        },
        /** @param {string} key */
        remove(key) {
            remembered.delete(key);
            attempt(
                (kept) => kept.removeItem(key),
                () => void remembered.set(key, null),
            );
        },
        /** @returns {string[]} */
        keys() {
            const all = attempt(
                (kept) => Object.keys(kept),
                () => /** @type {string[]} */ ([]),
            );
            return [...new Set([...all, ...remembered.keys()])].filter((key) => this.get(key) !== null);
        },
    };
}

/** For all tabs, and for good. */
export const kept = storage('localStorage');

/** For this tab. */
export const keptInTab = storage('sessionStorage');
