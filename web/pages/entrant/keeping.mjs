// What this browser keeps for a person beside what the server knows: entries' answers with their receipts, and what
// was pressed and not answered yet, so that a reload or another tab goes on with it. The server is the truth; what
// is kept here is only ever added to it.

const mostReceipts = 60;

/** @param {string} what @param {string} user @param {string} [round] */
const keyOf = (what, user, round = '') => `fairdraw ${what} ${user} ${round}`;

/** Full or forbidden storage loses no more than the copy. @param {string} key @param {string} value */
function write(key, value) {
    try {
        localStorage.setItem(key, value);
    } catch (error) {
        console.info(`not kept: ${error}`);
    }
}

/** @typedef {import('./standing.mjs').Entry} Entry */

/** @param {string} user */
function dropOldReceipts(user) {
    const kept = Object.keys(localStorage)
        .filter((key) => key.startsWith(keyOf('entry', user)))
        .map((key) => ({ key, at: JSON.parse(localStorage.getItem(key) ?? '{}').received_at ?? '' }))
        .sort((a, b) => (a.at < b.at ? 1 : -1));
    for (const { key } of kept.slice(mostReceipts)) localStorage.removeItem(key);
}

/** The whole answer, which auditors take as it is. @param {string} user @param {string} round @param {Entry} entry */
export function keepEntry(user, round, entry) {
    write(keyOf('entry', user, round), JSON.stringify(entry));
    dropOldReceipts(user);
}

/** @param {string} user @param {string} round @returns {Entry | null} */
export function keptEntry(user, round) {
    const kept = localStorage.getItem(keyOf('entry', user, round));
    return kept === null ? null : JSON.parse(kept);
}

/** @typedef {'reservation' | 'entry'} Deed as the API's paths call it */

/** That something was pressed; null once it was answered. @param {string} user @param {string} round @param {Deed | null} deed */
export function notePressed(user, round, deed) {
    if (deed === null) localStorage.removeItem(keyOf('pressed', user, round));
    else write(keyOf('pressed', user, round), deed);
}

/** @param {string} user @param {string} round @returns {Deed | null} */
export const pressed = (user, round) =>
    /** @type {Deed | null} */ (localStorage.getItem(keyOf('pressed', user, round)));

/** Lets the other tabs ask anew. @param {string} user @param {string} round */
export const tellOtherTabs = (user, round) => write(keyOf('news', user, round), String(Date.now()));

/**
 * @param {string} user @param {string} round @param {() => void} listener called when another tab told
 * @returns {() => void} ends that
 */
export function onOtherTabs(user, round, listener) {
    const hear = (/** @type {StorageEvent} */ { key }) => {
        if (key === keyOf('news', user, round)) listener();
    };
    addEventListener('storage', hear);
    return () => removeEventListener('storage', hear);
}
