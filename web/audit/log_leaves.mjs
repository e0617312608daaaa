// Reads a log as its server gives it: the checkpoint, then every leaf in order, a page at a time.
import { Unreadable } from './grammar.mjs';
import { parseJsonObject } from './json.mjs';
import { largestText } from './note.mjs';
import { parseCheckpoint } from './proof.mjs';
import { readRequired } from './source.mjs';

/** Leaves asked for at a time; the server may give fewer. */
const pageSize = 1000;
const largestPage = 2 ** 22;
const largestLeaf = 2 ** 16; // as JSON; texts have a few hundred bytes

/** @param {import('./source.mjs').Source} source */
export async function readCheckpoint(source) {
    return parseCheckpoint(await readRequired(source, 'checkpoint', largestText), 'checkpoint');
}

/** @param {import('./source.mjs').Source} source @param {number} from @param {number} to */
async function readPage(source, from, to) {
    const name = `leaves?from=${from}&to=${to}`;
    const bytes = await readRequired(source, name, largestPage);
    const page = parseJsonObject(bytes, name);
    const leaves = page.strings('leaves');
    const start = page.number('from', to);
    const end = page.number('to', to);
    if (start !== from || end !== from + leaves.length || leaves.length === 0) {
        throw new Unreadable(name, 0, 'not the leaves that were asked for');
    }
    // Whoever serves a log could give one leaf at a time, and with each as much as a page may be.
    if (bytes.length > leaves.length * largestLeaf) {
        throw new Unreadable(name, 0, 'larger than its leaves could be');
    }
    return leaves;
}

/** @param {import('./source.mjs').Source} source @param {number} size @returns {AsyncGenerator<string>} */
export async function* readLeaves(source, size) {
    for (let from = 0; from < size;) {
        const leaves = await readPage(source, from, Math.min(size, from + pageSize));
        yield* leaves;
        from += leaves.length;
    }
}
