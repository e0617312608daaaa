// What this browser keeps for a person beside what the server knows: entries' answers with their receipts, and what
// was pressed and not answered yet, so that a reload or another tab goes on with it. The server is the truth; what
// is kept here is only ever added to it.
import { kept } from '../storage.mjs';

const mostReceipts = 60;

/** @param {string} what @param {string} user @param {string} [round] */
const keyOf = (what, user, round = '') => `fairdraw ${what} ${user} ${round}`;

/**
 * Of which rounds something is kept for a user; no round's id has a space in it.
 * @param {string} what @param {string} user
 */
function roundsWith(what, user) {
    const start = keyOf(what, user);
    const rounds = kept.keys().flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []));
    return rounds.filter((round) => !round.includes(' '));
}

/** @typedef {import('./standing.mjs').Entry} Entry */

/** @param {string} user */
function dropOldReceipts(user) {
    const all = roundsWith('entry', user)
        .map((round) => ({ round, at: keptEntry(user, round)?.received_at ?? '' }))
        .sort((a, b) => (a.at < b.at ? 1 : -1));
    for (const { round } of all.slice(mostReceipts)) kept.remove(keyOf('entry', user, round));
}

/** The whole answer, which auditors take as it is. @param {string} user @param {string} round @param {Entry} entry */
export function keepEntry(user, round, entry) {
    kept.set(keyOf('entry', user, round), JSON.stringify(entry));
    dropOldReceipts(user);
}

/** @param {string} user @param {string} round @returns {Entry | null} */
export function keptEntry(user, round) {
    return JSON.parse(kept.get(keyOf('entry', user, round)) ?? 'null');
}

/** @typedef {'reservation' | 'entry'} Deed as the API's paths call it */

/** That something was pressed. @param {string} user @param {string} round @param {Deed} deed */
export const notePressed = (user, round, deed) => kept.set(keyOf('pressed', user, round), deed);

/**
 * That it was answered; what another tab noted since is not.
 * @param {string} user @param {string} round @param {Deed} deed
 */
export function noteAnswered(user, round, deed) {
    const key = keyOf('pressed', user, round);
    if (kept.get(key) === deed) kept.remove(key);
}

/** What was not answered yet. @param {string} user @returns {{round: string, deed: Deed}[]} */
export function pressed(user) {
    return roundsWith('pressed', user).map((round) => ({
        round,
        deed: /** @type {Deed} */ (kept.get(keyOf('pressed', user, round))),
    }));
}

/** Lets the other tabs ask anew. @param {string} user @param {string} round */
export const tellOtherTabs = (user, round) => kept.set(keyOf('news', user, round), String(Date.now()));

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
