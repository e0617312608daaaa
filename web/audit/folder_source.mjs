// Evidence in a folder, under Node.
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Unreadable } from './grammar.mjs';

const pieceSize = 2 ** 24;

/**
 * @param {string} path
 * @param {number} largest
 * @returns {Promise<Uint8Array>} at most one byte more than `largest`
 */
async function readFileUpTo(path, largest) {
    const status = await stat(path);
    // A pipe or a device would never end.
    if (!status.isFile()) throw new Error('not a file');
    const file = await open(path);
    try {
        const bytes = new Uint8Array(Math.min(status.size, largest + 1));
        let size = 0;
        while (size < bytes.length) {
            const { bytesRead } = await file.read(bytes, size, Math.min(pieceSize, bytes.length - size));
            if (bytesRead === 0) break;
            size += bytesRead;
        }
        return bytes.subarray(0, size);
    } finally {
        await file.close();
    }
}

/** @param {unknown} error */
function isMissing(error) {
    return /** @type {{code?: string}} */ (error).code === 'ENOENT';
}

/** Instead of the system's call and number. @param {unknown} error */
function inOwnWords(error) {
    const { code } = /** @type {{code?: string}} */ (error);
    if (code === undefined) return error;
    return new Error(code === 'ENOENT' ? 'no such file' : 'cannot be read');
}

/** A file that must be there. @type {import('./source.mjs').Source} */
export const anyFile = {
    async read(path, largest) {
        try {
            return await readFileUpTo(path, largest);
        } catch (error) {
            throw inOwnWords(error);
        }
    },
};

/** @param {string} folder @returns {Promise<import('./source.mjs').Source>} */
export async function folderSource(folder) {
    const isFolder = await stat(folder).then(
        (status) => status.isDirectory(),
        () => false,
    );
    if (!isFolder) throw new Unreadable(folder, 0, 'no such folder; an address begins with http:// or https://');
    return {
        async read(name, largest) {
            try {
                return await readFileUpTo(join(folder, name), largest);
            } catch (error) {
                if (isMissing(error)) return null;
                throw inOwnWords(error);
            }
        },
    };
}
