// A round's evidence (draw-protocol.md, section 4): reads every file and parses it, before anything is
// judged.
import { chainOf } from './draw_checks.mjs';
import { dueOf } from './drand.mjs';
import { Unreadable, formatTime, latestTime } from './grammar.mjs';
import { parseDisqualified, parseTags } from './lists.mjs';
import { largestText, parseNote, parseVerifierKeyFile } from './note.mjs';
import { parseProof } from './proof.mjs';
import { readOptional, readRequired } from './source.mjs';
import { parseAnnouncement, parseClose, parseDraw, parseVoid } from './texts.mjs';

/** As much as every platform holds in one piece: 65 million entries. */
const largestList = 2 ** 31 - 1;

/**
 * @template Text @typedef {{note: import('./note.mjs').Note, text: Text}} Signed
 */
/**
 * @typedef {Signed<import('./texts.mjs').Close> & {entries: import('./lists.mjs').TagList,
 *     disqualified: {tags: import('./lists.mjs').TagList, hash: Uint8Array}}} Closed
 * @typedef {Signed<import('./texts.mjs').Draw> & {winners: import('./lists.mjs').TagList}} Drawn
 * @typedef {{announcement: import('./proof.mjs').Proof | null, close: import('./proof.mjs').Proof | null}}
 * Proofs
 * @typedef {object} Evidence
 * @property {import('./note.mjs').VerifierKey} key
 * @property {Signed<import('./texts.mjs').Announcement>} announcement
 * @property {Closed | null} close there whenever there is a draw
 * @property {Drawn | null} draw
 * @property {Signed<import('./texts.mjs').Voided> | null} void there exactly when there is no draw
 * @property {Proofs} proofs
 */

/**
 * @template Text
 * @param {Uint8Array} bytes @param {string} file @param {(text: string, file: string) => Text} parse
 * @returns {Signed<Text>}
 */
function parseSigned(bytes, file, parse) {
    const note = parseNote(bytes, file);
    return { note, text: parse(note.text, file) };
}

/** Reads one round's files, and says which. */
class EvidenceReader {
    #source;
    #progress;

    /** @param {import('./source.mjs').Source} source @param {import('./progress.mjs').Progress} progress */
    constructor(source, progress) {
        this.#source = source;
        this.#progress = progress;
    }

    /** @param {string} file @param {number} [largest] */
    required(file, largest = largestText) {
        this.#progress({ step: `reading ${file}`, done: 0, of: 1 });
        return readRequired(this.#source, file, largest);
    }

    /**
     * @template Text @param {string} file @param {(bytes: Uint8Array, file: string) => Text} parse
     * @returns {Promise<Text | null>}
     */
    async optional(file, parse) {
        this.#progress({ step: `reading ${file}`, done: 0, of: 1 });
        const bytes = await readOptional(this.#source, file, largestText);
        return bytes === null ? null : parse(bytes, file);
    }

    /** @template Text @param {string} file @param {(text: string, file: string) => Text} parse */
    signedIfThere(file, parse) {
        return this.optional(file, (bytes) => parseSigned(bytes, file, parse));
    }

    /** @returns {Promise<Closed | null>} */
    async close() {
        const close = await this.signedIfThere('close.txt', parseClose);
        if (close === null) return null;
        return {
            ...close,
            entries: parseTags(await this.required('entries.txt', largestList), 'entries.txt'),
            disqualified: parseDisqualified(
                await this.required('disqualified.txt', largestList),
                'disqualified.txt',
            ),
        };
    }

    /** @returns {Promise<Drawn | null>} */
    async draw() {
        const draw = await this.signedIfThere('draw.txt', parseDraw);
        if (draw === null) return null;
        return {
            ...draw,
            winners: parseTags(await this.required('winners.txt', largestList), 'winners.txt'),
        };
    }
}

/**
 * When the last is there that a draw waits for.
 * @param {import('./texts.mjs').Announcement} announcement @param {import('./drand.mjs').DrandChain[]} chains
 */
function whenDue({ enter, beacon }, chains) {
    const chain = beacon ? chainOf(chains, beacon) : undefined;
    const beaconDue = beacon && chain ? dueOf(chain, beacon.round) : 0n;
    const due = beaconDue > BigInt(enter.to) ? beaconDue : BigInt(enter.to);
    if (due > BigInt(latestTime)) return 'due after the year 9999';
    const unknown = beacon && !chain ? ' and a beacon of a drand chain that is not known here' : '';
    return `due after ${formatTime(Number(due))}${unknown}`;
}

/**
 * @param {import('./source.mjs').Source} source
 * @param {import('./note.mjs').VerifierKey | null} pinnedKey with which operator.vkey is not read
 * @param {import('./drand.mjs').DrandChain[]} chains that are known
 * @param {import('./progress.mjs').Progress} progress @param {(round: string) => void} onRound is told as
 * soon as it is known
 * @returns {Promise<Evidence>}
 */
export async function readEvidence(source, pinnedKey, chains, progress, onRound) {
    const reader = new EvidenceReader(source, progress);
    const bytes = await reader.required('announcement.txt');
    const announcement = parseSigned(bytes, 'announcement.txt', parseAnnouncement);
    onRound(announcement.text.round);
    const key = pinnedKey ?? parseVerifierKeyFile(await reader.required('operator.vkey'), 'operator.vkey');
    const close = await reader.close();
    const draw = await reader.draw();
    const voided = await reader.signedIfThere('void.txt', parseVoid);
    const proofs = {
        announcement: await reader.optional('announcement.proof', parseProof),
        close: await reader.optional('close.proof', parseProof),
    };
    if (draw !== null && voided !== null) throw new Unreadable('void.txt', 0, 'there, and draw.txt, too');
    if (draw === null && voided === null) {
        const due = whenDue(announcement.text, chains);
        throw new Unreadable('draw.txt', 0, `missing, and void.txt, too: neither drawn nor voided; ${due}`);
    }
    if (close === null && (draw !== null || voided?.text.close))
        throw new Unreadable('close.txt', 0, 'missing');
    return { key, announcement, close, draw, void: voided, proofs };
}
