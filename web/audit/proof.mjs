// Checkpoints of a log and proofs that a text is in it (https://c2sp.org/tlog-checkpoint,
// https://c2sp.org/tlog-proof).
import { fromBase64, utf8 } from './bytes.mjs';
import { Unreadable, parseCount } from './grammar.mjs';
import { isIncluded, hashLeaf } from './merkle.mjs';
import { decodeText, parseNoteText } from './note.mjs';

/**
 * @typedef {{note: import('./note.mjs').Note, origin: string, size: number, root: Uint8Array}} Checkpoint
 * @typedef {{index: number, path: Uint8Array[], checkpoint: Checkpoint}} Proof
 */

/** @param {string} base64 */
function parseHash(base64) {
    const hash = fromBase64(base64);
    return hash?.length === 32 ? hash : null;
}

/**
 * @param {string} whole
 * @param {string} file
 * @param {number} linesBefore in the file
 * @returns {Checkpoint}
 */
function parseCheckpointText(whole, file, linesBefore) {
    const note = parseNoteText(whole, file, linesBefore);
    const [origin, sizeDigits, rootBase64] = note.text.split('\n'); // further lines are opaque
    const fail = (/** @type {number} */ line, /** @type {string} */ reason) => {
        throw new Unreadable(file, linesBefore + line, reason);
    };
    if (origin === '') fail(1, 'no origin');
    const size = parseCount(sizeDigits ?? '');
    if (size === null) fail(2, 'not a size');
    const root = parseHash(rootBase64 ?? '');
    if (root === null) fail(3, 'not a root');
    return { note, origin, size: /** @type {number} */ (size), root: /** @type {Uint8Array} */ (root) };
}

/** @param {Uint8Array} bytes @param {string} file @returns {Checkpoint} */
export function parseCheckpoint(bytes, file) {
    return parseCheckpointText(decodeText(bytes, file), file, 0);
}

/** @param {Uint8Array} bytes @param {string} file @returns {Proof} */
export function parseProof(bytes, file) {
    const text = decodeText(bytes, file);
    const end = text.indexOf('\n\n');
    if (end < 0) throw new Unreadable(file, 0, 'no empty line, and no checkpoint after it');
    const lines = text.slice(0, end).split('\n');
    let at = 0;
    const fail = (/** @type {string} */ reason) => {
        throw new Unreadable(file, at, reason);
    };
    const next = () => lines[at++] ?? '';

    if (next() !== 'c2sp.org/tlog-proof@v1') fail('not `c2sp.org/tlog-proof@v1`');
    let line = next();
    if (line.startsWith('extra ')) {
        if (!fromBase64(line.slice('extra '.length))?.length) fail('not base64');
        line = next();
    }
    const index = line.startsWith('index ') ? parseCount(line.slice('index '.length)) : null;
    if (index === null) fail('not `index` and a number');
    const path = lines.slice(at).map((base64) => {
        ++at;
        return parseHash(base64) ?? fail('not a hash');
    });
    const checkpoint = parseCheckpointText(text.slice(end + 2), file, lines.length + 1);
    return { index: /** @type {number} */ (index), path, checkpoint };
}

/**
 * Whether the proof leads from a text to its checkpoint's root.
 * @param {Proof} proof
 * @param {string} text
 */
export function provesText({ index, path, checkpoint }, text) {
    const { size, root } = checkpoint;
    return isIncluded({ leafHash: hashLeaf(utf8(text)), index, size, path, root });
}
