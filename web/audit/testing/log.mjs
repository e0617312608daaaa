// For tests: an operator's log of texts, its checkpoints, proofs and pages.
import { toBase64, utf8 } from '../bytes.mjs';
import { naivePath, naiveRoot } from './naive_tree.mjs';

/** A checkpoint's text. @param {string} origin @param {string[]} leaves */
export function checkpointText(origin, leaves) {
    return `${origin}\n${leaves.length}\n${toBase64(naiveRoot(leaves.map(utf8)))}\n`;
}

/**
 * @param {string[]} leaves
 * @param {number} index
 * @param {string} checkpoint the signed note, perhaps cosigned
 */
export function proofText(leaves, index, checkpoint) {
    const path = naivePath(index, leaves.map(utf8)).map((hash) => `${toBase64(hash)}\n`);
    return `c2sp.org/tlog-proof@v1\nindex ${index}\n${path.join('')}\n${checkpoint}`;
}

/**
 * A log's server, which gives at most three leaves at a time.
 * @param {string[]} leaves @param {string} checkpoint the signed note
 * @returns {import('../source.mjs').Source}
 */
export function logSource(leaves, checkpoint) {
    return {
        read(name) {
            if (name === 'checkpoint') return utf8(checkpoint);
            const [, from, to] = (/^leaves\?from=(\d+)&to=(\d+)$/.exec(name) ?? []).map(Number);
            if (!(from < to && to <= leaves.length)) throw new Error('the server answered 400');
            const page = leaves.slice(from, Math.min(to, from + 3));
            return utf8(JSON.stringify({ from, to: from + page.length, leaves: page }));
        },
    };
}
