// Draws a round again from its evidence, beside the page, which keeps answering meanwhile.
import { addressSource } from '../../audit/address_source.mjs';
import { audit } from '../../audit/audit.mjs';
import { Unreadable } from '../../audit/grammar.mjs';
import { parseTags } from '../../audit/lists.mjs';
import { parseReceipt } from '../../audit/receipt.mjs';

/**
 * @typedef {{address: string, entry: string | null}} Wanted where the evidence is, and the answer to the
 *     entry, as it came
 * @typedef {import('../../audit/audit.mjs').Report} Report
 * @typedef {{report: Report, isListedWinner: boolean | null}} Checked null: without receipt or winners
 * @typedef {{progress: {step: string, done: number, of: number}} | {checked: Checked} | {failed: string}} Said
 */

const reportEveryMs = 100;

/** @param {Said} said */
const say = (said) => postMessage(said);

/** @param {import('../../audit/source.mjs').Source} source */
function notingWinners(source) {
    /** @type {{winners: Uint8Array | null}} */
    const noted = { winners: null };
    const read = async (/** @type {string} */ name, /** @type {number} */ largest) => {
        const bytes = await source.read(name, largest);
        if (name === 'winners.txt') noted.winners = bytes;
        return bytes;
    };
    return { source: { read }, noted };
}

/** @param {Wanted} wanted @returns {Promise<Checked>} */
async function check({ address, entry }) {
    const receipt = entry === null ? undefined : parseReceipt(new TextEncoder().encode(entry), 'receipt');
    const { source, noted } = notingWinners(addressSource(address));
    let last = 0;
    const report = await audit(source, { ...(receipt && { receipt }) }, (progress) => {
        if (performance.now() - last < reportEveryMs) return;
        last = performance.now();
        say({ progress });
    });
    const winners = noted.winners === null ? null : parseTags(noted.winners, 'winners.txt');
    return { report, isListedWinner: receipt && winners ? winners.has(receipt.tag) : null };
}

addEventListener('message', async (/** @type {MessageEvent<Wanted>} */ { data }) => {
    try {
        say({ checked: await check(data) });
    } catch (error) {
        say({ failed: error instanceof Unreadable ? error.message : String(error) });
    }
});
