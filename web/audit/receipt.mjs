// What an entrant was promised (draw-protocol.md, section 6): reads a receipt, and holds it against the
// round.
import { be64, concat, fromHex, utf8 } from './bytes.mjs';
import { Unreadable, formatTime, isOrigin, isRound, largestCount, parseTime } from './grammar.mjs';
import { parseJsonObject } from './json.mjs';
import { hashLeaf, isIncluded } from './merkle.mjs';
import { judgeSignatures, parseNote } from './note.mjs';
import { parseReceipts } from './texts.mjs';

/**
 * @typedef {object} Receipt
 * @property {string} origin
 * @property {string} round
 * @property {Uint8Array} tag
 * @property {number} receivedAt Unix milliseconds
 * @property {Uint8Array} salt
 * @property {number} index
 * @property {Uint8Array[]} path from the leaf's sibling to the root's child
 * @property {import('./note.mjs').Note} note
 * @property {import('./texts.mjs').Receipts} batch what the note says
 */

/**
 * A receipt, or the whole answer to an entry with the receipt in it.
 * @param {Uint8Array} bytes @param {string} file
 */
function receiptIn(bytes, file) {
    const json = parseJsonObject(bytes, file);
    if (json.has('note')) return json;
    if (json.has('receipt')) return json.object('receipt');
    throw new Unreadable(
        file,
        0,
        'no receipt: neither what an entry was answered with, nor its member `receipt`',
    );
}

/** @param {Uint8Array} bytes @param {string} file @returns {Receipt} */
export function parseReceipt(bytes, file) {
    const json = receiptIn(bytes, file);
    /** @template Value @param {string} name @param {Value | null} value @returns {Value} */
    const good = (name, value) => {
        if (value === null) throw new Unreadable(file, 0, `its \`${name}\` is none`);
        return value;
    };
    const origin = json.string('origin');
    const round = json.string('round');
    const path = json.strings('path');
    const note = parseNote(utf8(json.string('note')), `${file}, note`);
    return {
        origin: good('origin', isOrigin(origin) ? origin : null),
        round: good('round', isRound(round) ? round : null),
        tag: good('tag', fromHex(json.string('tag'), 16)),
        receivedAt: good('received_at', parseTime(json.string('received_at'))),
        salt: good('salt', fromHex(json.string('salt'), 16)),
        index: json.number('index', largestCount),
        path: path.map((hex) => good('path', fromHex(hex, 32))),
        note,
        batch: parseReceipts(note.text, `${file}, note`),
    };
}

/** @param {Receipt} receipt */
function isInBatch({ tag, receivedAt, salt, index, path, batch }) {
    const leafHash = hashLeaf(concat(tag, be64(BigInt(receivedAt)), salt));
    return isIncluded({ leafHash, index, size: batch.size, path, root: batch.root });
}

/**
 * @param {Receipt} receipt @param {import('./evidence.mjs').Evidence} evidence
 * @returns {import('./check.mjs').Check}
 */
export function checkReceipt(receipt, { key, announcement, close }) {
    const { origin, round, enter } = announcement.text;
    const { batch, receivedAt } = receipt;
    // All else would follow from that.
    if (receipt.round !== round) {
        const detail = `this receipt is of round ${receipt.round}: hold it against that round's evidence`;
        return { id: 'receipt', ok: false, detail };
    }
    const agrees = [receipt, batch].every((it) => it.origin === origin && it.round === round);
    /** @type {[boolean, string][]} */
    const wrongs = [
        [judgeSignatures(receipt.note, key) !== 'good', "the note is not signed by the operator's key"],
        [!agrees, 'of another origin or round'],
        [receivedAt > batch.committed, `committed ${formatTime(batch.committed)}, before it was received`],
        [receivedAt < enter.from || receivedAt >= enter.to, 'received outside the entry window'],
        [!isInBatch(receipt), "its path does not lead to the batch's root"],
    ];
    if (close) {
        wrongs.push([batch.committed > close.text.closed, 'committed after the close']);
        const listed = close.entries.has(receipt.tag) || close.disqualified.tags.has(receipt.tag);
        wrongs.push([!listed, 'the entrant is neither among the entries nor among the disqualified']);
    }
    const wrong = wrongs.filter(([is]) => is).map(([, detail]) => detail);
    if (wrong.length > 0) return { id: 'receipt', ok: false, detail: wrong.join('; ') };
    if (!close)
        return {
            id: 'receipt',
            ok: null,
            detail: 'a good promise, but there is no close to hold it against',
        };
    return { id: 'receipt', ok: true, detail: `received ${formatTime(receivedAt)}, and listed` };
}
