// What somebody drops on the page: tells a round's evidence from what they bring along, by name and content.

/** Of a round (draw-protocol.md, section 4). */
const evidenceNames = new Set([
    'operator.vkey',
    'announcement.txt',
    'close.txt',
    'entries.txt',
    'disqualified.txt',
    'draw.txt',
    'winners.txt',
    'void.txt',
    'announcement.proof',
    'close.proof',
]);

/** Enough to see what a file is, a receipt with the longest path, too; the audit reads it whole. */
const glimpse = 16_384;

/** The first byte of a verifier key: an operator's has another (https://c2sp.org/signed-note). */
const witnessKeyType = 4;

/**
 * @typedef {import('../auditing/findings.mjs').Brought} Brought
 * @typedef {{path: string, file: File}} Found `path` with the folders that it was found in
 * @typedef {object} Sorted
 * @property {File[]} evidence of one round
 * @property {string} folder that it was found in; '' where there was none
 * @property {Partial<Brought>} brought
 * @property {string[]} unknown names of files that are none of these
 * @property {boolean} several whether there was evidence of more than one round, none of which was taken
 */

/** @param {string} path */
const folderOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** By its first bytes. @param {File} file @returns {Promise<keyof Brought | null>} */
async function kindOf(file) {
    const text = await file.slice(0, glimpse).text();
    if (/^\ufeff?\s*\{/.test(text)) {
        if (/"schemeID"\s*:/.test(text)) return 'chain';
        return /"(note|receipt)"\s*:/.test(text) ? 'receipt' : null;
    }
    const [, material] = /^[^\s+]+\+[0-9a-f]{8}\+([0-9A-Za-z+/]{4})[^\s]*(\n|$)/.exec(text) ?? [];
    if (material !== undefined) {
        return atob(material).charCodeAt(0) === witnessKeyType ? 'witnesses' : 'key';
    }
    return /^\S+\n\d+\n[0-9A-Za-z+/]{43}=\n/.test(text) ? 'since' : null;
}

/**
 * By their names. An operator.vkey without anything else beside it is no round's, but a key brought along.
 * @param {Found[]} found
 */
function evidenceIn(found) {
    const named = found.filter(({ file }) => evidenceNames.has(file.name));
    const folders = new Set(
        named.filter(({ file }) => file.name !== 'operator.vkey').map(({ path }) => folderOf(path)),
    );
    return named.filter(({ path }) => folders.has(folderOf(path)));
}

/** @param {Found[]} found @returns {Promise<Sorted>} */
export async function sortFiles(found) {
    const evidence = evidenceIn(found);
    const folders = [...new Set(evidence.map(({ path }) => folderOf(path)))];
    const several = folders.length > 1;
    /** @type {Partial<Brought>} */
    const brought = {};
    const unknown = [];
    for (const { file } of found.filter((one) => !evidence.includes(one))) {
        const kind = await kindOf(file);
        if (kind === null) unknown.push(file.name);
        else if (kind === 'witnesses') brought.witnesses = [...(brought.witnesses ?? []), file];
        else if (kind !== 'formerKeys') brought[kind] = file;
    }
    const files = several ? [] : evidence.map(({ file }) => file);
    const folder = several ? '' : (folders[0] ?? '');
    return { evidence: files, folder: folder.slice(folder.lastIndexOf('/') + 1), brought, unknown, several };
}

/** What a file chooser gave. @param {Iterable<File>} files @returns {Found[]} */
export const chosen = (files) =>
    [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** @param {FileSystemDirectoryEntry} folder @returns {Promise<FileSystemEntry[]>} */
async function entriesIn(folder) {
    const reader = folder.createReader();
    /** @type {FileSystemEntry[]} */
    const all = [];
    for (;;) {
        /** @type {FileSystemEntry[]} */
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) return all;
        all.push(...some);
    }
}

/** @param {FileSystemEntry} entry @returns {Promise<Found[]>} */
async function filesIn(entry) {
    if (entry.isDirectory) {
        const inside = await entriesIn(/** @type {FileSystemDirectoryEntry} */ (entry));
        return (await Promise.all(inside.map(filesIn))).flat();
    }
    const { fullPath } = entry;
    /** @type {File} */
    const file = await new Promise((resolve, reject) =>
        /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
    );
    return [{ path: fullPath.replace(/^\//, ''), file }];
}

/**
 * What was dropped, with what is in folders; to be called while the event is handled.
 * @param {DataTransfer} dropped
 */
export async function droppedFiles(dropped) {
    const items = [...dropped.items].filter(({ kind }) => kind === 'file');
    const each = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
    const found = each.map(async ({ entry, file }) =>
        entry ? filesIn(entry) : file ? [{ path: file.name, file }] : [],
    );
    return (await Promise.all(found)).flat();
}
