// Where evidence is read from. The audit itself does no input or output: it is given a source.
import { Unreadable } from './grammar.mjs';

/**
 * @typedef {object} Source
 * @property {(name: string, largest: number) => Promise<Uint8Array | null> | Uint8Array | null} read a file
 * whole, or
 * its first `largest` + 1 bytes if it has more; null when there is none; throws for any other trouble
 */

/**
 * @param {Source} source @param {string} name @param {number} largest in bytes
 * @returns {Promise<Uint8Array | null>} null when there is none
 */
export async function readOptional(source, name, largest) {
    let bytes;
    try {
        bytes = await source.read(name, largest);
    } catch (trouble) {
        throw new Unreadable(name, 0, trouble instanceof Error ? trouble.message : String(trouble));
    }
    if (bytes !== null && bytes.length > largest)
        throw new Unreadable(name, 0, `larger than ${largest} bytes`);
    return bytes;
}

/** @param {Source} source @param {string} name @param {number} largest @returns {Promise<Uint8Array>} */
export async function readRequired(source, name, largest) {
    const bytes = await readOptional(source, name, largest);
    if (bytes === null) throw new Unreadable(name, 0, 'missing');
    return bytes;
}
