// drand chains of scheme bls-unchained-g1-rfc9380: what their rounds' times and signatures follow from.
import { equal, fromHex } from './bytes.mjs';
import { Unreadable } from './grammar.mjs';
import { parseJsonObject } from './json.mjs';

/**
 * @typedef {{hash: string, genesisS: number, periodS: number, publicKey: Uint8Array}} DrandChain hash in
 * hexadecimal
 */

const scheme = 'bls-unchained-g1-rfc9380';
const longestPeriodS = 366 * 86_400;
const latestGenesisS = 253_402_300_799; // the year 9999

/** Known to every auditor. @type {DrandChain} */
export const quicknet = {
    hash: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
    genesisS: 1692803367,
    periodS: 3,
    publicKey: /** @type {Uint8Array} */ (
        fromHex(
            '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c' +
                '8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb' +
                '5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
            96,
        )
    ),
};

/**
 * @param {DrandChain} chain
 * @param {number} round
 * @returns {bigint} Unix milliseconds, exact for every round
 */
export function dueOf(chain, round) {
    return 1000n * (BigInt(chain.genesisS) + BigInt(round - 1) * BigInt(chain.periodS));
}

/**
 * drand's chain information, as `/{chain}/info` gives it.
 * @param {Uint8Array} bytes @param {string} file @returns {DrandChain}
 */
export function parseDrandChain(bytes, file) {
    const info = parseJsonObject(bytes, file);
    const hash = info.string('hash');
    if (fromHex(hash, 32) === null) throw new Unreadable(file, 0, 'its `hash` is not 64 lower-case digits');
    if (info.string('schemeID') !== scheme) {
        throw new Unreadable(file, 0, `its \`schemeID\` is not ${scheme}, the protocol's only one`);
    }
    const periodS = info.number('period', longestPeriodS);
    if (periodS === 0) throw new Unreadable(file, 0, 'its `period` is 0');
    const genesisS = info.number('genesis_time', latestGenesisS);
    const publicKey = fromHex(info.string('public_key'), 96);
    if (publicKey === null) throw new Unreadable(file, 0, 'its `public_key` is not 192 lower-case digits');
    const chain = { hash, genesisS, periodS, publicKey };
    const asKnown =
        genesisS === quicknet.genesisS &&
        periodS === quicknet.periodS &&
        equal(publicKey, quicknet.publicKey);
    if (hash === quicknet.hash && !asKnown) {
        throw new Unreadable(file, 0, 'it describes quicknet otherwise than it is');
    }
    return chain;
}
