// C2SP signed notes and verifier keys (https://c2sp.org/signed-note), as the protocol uses them.
import { concat, equal, fromBase64, fromHex, readBe64, utf8 } from './bytes.mjs';
import { hash, isOfSmallOrder, verifiesEd25519 } from './crypto.mjs';
import { Unreadable, decodeUtf8, isKeyName, isOrigin } from './grammar.mjs';

/** Texts that people or operators write are never larger, in bytes. */
export const largestText = 2 ** 20;

/** The types of key: an operator's (Ed25519), and a witness's (timestamped cosignatures by Ed25519). */
export const operatorKeyType = 1;
export const witnessKeyType = 4;

/**
 * @typedef {{name: string, id: Uint8Array, publicKey: Uint8Array}} VerifierKey
 * @typedef {{name: string, id: Uint8Array, signature: Uint8Array}} SignatureLine
 * @typedef {{text: string, hash: Uint8Array, signatures: SignatureLine[]}} Note `hash` is the text's
 */

/** @param {Uint8Array} bytes @param {string} file */
export function decodeText(bytes, file) {
    if (bytes.length > largestText) throw new Unreadable(file, 0, 'larger than 1 MiB');
    const text = decodeUtf8(bytes, file);
    if (text.startsWith('\ufeff')) {
        throw new Unreadable(file, 1, 'a byte order mark: it is UTF-8 without one');
    }
    const control = text.search(/[\0-\x09\x0b-\x1f]/);
    if (control >= 0) {
        const reason =
            text[control] === '\r' ? 'a carriage return: lines end in LF alone' : 'a control character';
        throw new Unreadable(file, text.slice(0, control).split('\n').length, reason);
    }
    return text;
}

/** @param {string} line @returns {SignatureLine | null} */
function parseSignatureLine(line) {
    const [dash, name, base64, ...more] = line.split(' ');
    if (dash !== '—' || base64 === undefined || more.length > 0 || !isKeyName(name)) return null;
    const bytes = fromBase64(base64);
    if (bytes === null || bytes.length <= 4) return null;
    return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/**
 * The texts have no empty line: the first one ends them.
 * @param {string} whole @param {string} file @param {number} [linesBefore] in the file @returns {Note}
 */
export function parseNoteText(whole, file, linesBefore = 0) {
    const end = whole.indexOf('\n\n');
    if (end < 0) throw new Unreadable(file, 0, 'no empty line, and no signature after it');
    const text = whole.slice(0, end + 1);
    const lines = whole.slice(end + 2).split('\n');
    const firstLine = linesBefore + text.split('\n').length + 1;
    if (lines.pop() !== '') throw new Unreadable(file, firstLine + lines.length, 'no line end');
    if (lines.length === 0) throw new Unreadable(file, firstLine, 'no signature');
    const signatures = lines.map((line, i) => {
        const signature = parseSignatureLine(line);
        if (signature === null) throw new Unreadable(file, firstLine + i, 'not a signature');
        return signature;
    });
    return { text, hash: hash(utf8(text)), signatures };
}

/** @param {Uint8Array} bytes @param {string} file @returns {Note} */
export function parseNote(bytes, file) {
    return parseNoteText(decodeText(bytes, file), file);
}

/** @param {string} name @param {number} type @param {Uint8Array} publicKey */
export function keyId(name, type, publicKey) {
    return hash(utf8(`${name}\n`), Uint8Array.of(type), publicKey).slice(0, 4);
}

/**
 * @param {string} line @param {number} type @param {string} file @returns {VerifierKey}
 */
function parseVerifierKey(line, type, file) {
    const [name, idHex, base64, ...more] = line.split('+');
    // Base64 may hold `+` itself.
    const material = fromBase64([base64 ?? '', ...more].join('+'));
    const id = fromHex(idHex ?? '', 4);
    if (id === null || material === null) throw new Unreadable(file, 1, 'not a verifier key');
    if (!isOrigin(name)) throw new Unreadable(file, 1, 'not a verifier key: its name is none');
    if (material.length !== 33 || material[0] !== type) {
        throw new Unreadable(file, 1, 'not a verifier key of the kind that is wanted here');
    }
    const publicKey = material.slice(1);
    if (!equal(keyId(name, type, publicKey), id)) throw new Unreadable(file, 1, 'its key id is wrong');
    if (isOfSmallOrder(publicKey)) {
        throw new Unreadable(file, 1, 'its point is of small order: anybody could sign for it');
    }
    return { name, id, publicKey };
}

/** @param {Uint8Array} bytes @param {string} file @returns {string[]} */
function linesOf(bytes, file) {
    const lines = decodeText(bytes, file).split('\n');
    if (lines.pop() !== '') {
        throw new Unreadable(file, lines.length + 1, 'the line has no end: a last LF is missing');
    }
    return lines;
}

/** An operator's verifier key, alone on its line. @param {Uint8Array} bytes @param {string} file */
export function parseVerifierKeyFile(bytes, file) {
    const lines = linesOf(bytes, file);
    if (lines.length !== 1) throw new Unreadable(file, Math.min(lines.length, 2), 'not one line');
    return parseVerifierKey(lines[0], operatorKeyType, file);
}

/**
 * A witness's verifier key, and perhaps a line with its address, which auditors do not need.
 * @param {Uint8Array} bytes @param {string} file
 */
export function parseWitnessFile(bytes, file) {
    const [key, address, ...more] = linesOf(bytes, file);
    if (key === undefined) throw new Unreadable(file, 1, 'not a verifier key');
    if (address !== undefined && !/^https?:\/\/[\x21-\x7e]+$/.test(address)) {
        throw new Unreadable(file, 2, 'not an address');
    }
    if (more.length > 0) throw new Unreadable(file, 3, 'one line too many');
    return parseVerifierKey(key, witnessKeyType, file);
}

/** The lines with a key's name and id. @param {Note} note @param {VerifierKey} key */
export function signaturesOf(note, key) {
    return note.signatures.filter((line) => line.name === key.name && equal(line.id, key.id));
}

/**
 * Whether every line with the key's name and id verifies, and there is one.
 * @param {Note} note @param {VerifierKey} key @returns {'good' | 'bad' | 'none'}
 */
export function judgeSignatures(note, key) {
    const lines = signaturesOf(note, key);
    if (lines.length === 0) return 'none';
    const message = utf8(note.text);
    return lines.every((line) => verifiesEd25519(line.signature, message, key.publicKey)) ? 'good' : 'bad';
}

/**
 * When a witness cosigned a checkpoint (https://c2sp.org/tlog-cosignature, Ed25519).
 * @param {Note} note @param {SignatureLine} line @param {VerifierKey} witness
 * @returns {bigint | null} Unix seconds; null unless it verifies
 */
export function verifyCosignature(note, line, witness) {
    if (line.signature.length !== 8 + 64) return null;
    const timestamp = readBe64(line.signature);
    if (timestamp >= 2n ** 63n) return null;
    const message = concat(utf8(`cosignature/v1\ntime ${timestamp}\n`), utf8(note.text));
    return verifiesEd25519(line.signature.slice(8), message, witness.publicKey) ? timestamp : null;
}
