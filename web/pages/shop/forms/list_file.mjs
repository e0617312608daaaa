// A file with a list of users: a line each, as CSV or as JSON lines.

/** @type {import('./kinds.mjs').Field} */
export const listFile = {
    name: 'list',
    kind: 'file',
    label: 'shop.list',
    hint: 'shop.list.hint',
    required: true,
    bytes: 64 * 1024 * 1024,
};

/** How many lines it has, without those that are empty and a header. @param {File} file */
export async function countUsers(file) {
    const lines = (await file.text()).split(/\r?\n/).filter((line) => line !== '');
    return lines.length - (/^\uFEFF?"?user"?$/.test(lines[0] ?? '') ? 1 : 0);
}
