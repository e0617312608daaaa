// Checks of a closed round's lists: entries, disqualified (draw-protocol.md, section 5).
import { equal } from './bytes.mjs';
import { check } from './check.mjs';
import { MerkleTree } from './merkle.mjs';

/** Items between two reports of progress. */
const stride = 4096;

/** @param {import('./lists.mjs').TagList} tags @param {(done: number) => void} [progress] */
export function rootOf(tags, progress = () => {}) {
    const tree = new MerkleTree();
    for (let i = 0; i < tags.count; ++i) {
        tree.add(tags.at(i));
        if (i % stride === 0) progress(i);
    }
    return tree.root();
}

/**
 * @param {import('./evidence.mjs').Evidence['announcement']} announcement @param
 * {import('./evidence.mjs').Closed} close
 * @param {import('./progress.mjs').Progress} progress
 */
export function checkEntries(announcement, close, progress) {
    const { entries, disqualified, reservations } = close.text;
    const list = close.entries;
    const root = rootOf(list, (done) => progress({ step: 'hashing entries', done, of: list.count }));
    const needsReservation = announcement.text.reserve !== null;
    return check(
        'entries',
        [
            [!list.ascends, `tags do not ascend at line ${list.disorder + 1}`],
            [list.count !== entries.count, `${list.count} entries, but ${entries.count} were closed`],
            [!equal(root, entries.hash), 'not the entries whose root was closed'],
            [
                needsReservation && entries.count + disqualified.count > reservations,
                `more entries and disqualified than the ${reservations} reservations`,
            ],
            [!needsReservation && reservations !== 0, 'reservations where nobody needed one'],
        ],
        `${list.count} entries, exactly those closed`,
    );
}

/** @param {import('./evidence.mjs').Closed} close */
export function checkDisqualified(close) {
    const { tags, hash } = close.disqualified;
    const closed = close.text.disqualified;
    return check(
        'disqualified',
        [
            [tags.count !== closed.count, `${tags.count} disqualified, but ${closed.count} were closed`],
            [!equal(hash, closed.hash), 'not the file whose hash was closed'],
            [!tags.ascends, `tags do not ascend at line ${tags.disorder + 1}`],
            [hasAnyOf(close.entries, tags), 'somebody disqualified is among the entries, too'],
        ],
        `${tags.count} disqualified, exactly those closed`,
    );
}

/** @param {import('./lists.mjs').TagList} entries @param {import('./lists.mjs').TagList} tags */
function hasAnyOf(entries, tags) {
    for (let i = 0; i < tags.count; ++i) {
        if (entries.has(tags.at(i))) return true;
    }
    return false;
}
