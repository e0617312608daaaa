// A file with a list of users: a line each, as CSV or as JSON Lines.

/** @typedef {import('./kinds.mjs').Key} Key */

const most = { bytes: 64 * 1024 * 1024, users: 1_000_000 };
const [lineFeed, carriageReturn] = [10, 13];

/** @type {import('./kinds.mjs').Field} */
export const listFile = {
    name: 'list',
    kind: 'file',
    label: 'shop.list',
    hint: 'shop.list.hint',
    required: true,
};

/** @param {File} file */
const isJsonLines = ({ name }) => /\.(ndjson|jsonl)$/i.test(name);

/** As what it is sent. @param {File} file */
export const typeOf = (file) => (isJsonLines(file) ? 'application/x-ndjson' : 'text/csv');

/** Whether its first line is the name of its column. @param {File} file */
async function hasHeader(file) {
    return !isJsonLines(file) && /^("?)user\1(\r?\n|$)/i.test(await file.slice(0, 16).text());
}

/** How many lines are not empty, counted bit by bit so that the page goes on answering. @param {File} file */
async function countLines(file) {
    const reader = file.stream().getReader();
    let lines = 0;
    let isEmpty = true;
    for (;;) {
        const { done, value } = await reader.read();
        if (done) return lines;
        for (const byte of value) {
            if (byte === lineFeed) isEmpty = true;
            else if (isEmpty && byte !== carriageReturn) {
                isEmpty = false;
                lines += 1;
            }
        }
    }
}

/**
 * How many users it names, or why it cannot be sent.
 * @param {File} file @returns {Promise<{users: number, wrong: Key | null}>}
 */
export async function lookInto(file) {
    if (file.size > most.bytes) return { users: 0, wrong: 'shop.wrong.file' };
    const users = (await countLines(file)) - ((await hasHeader(file)) ? 1 : 0);
    return { users, wrong: users > most.users ? 'shop.wrong.users' : null };
}
