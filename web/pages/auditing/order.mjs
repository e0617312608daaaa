// What a page asks to be audited.

/**
 * @typedef {import('./findings.mjs').Brought} Brought
 * @typedef {import('./findings.mjs').Order} Order
 */

/** @type {Brought} */
export const nothingBrought = {
    key: null,
    formerKeys: [],
    receipt: null,
    since: null,
    chain: null,
    witnesses: [],
};

/** @param {string} round */
export const evidenceAddress = (round) => `${location.origin}/v1/rounds/${encodeURIComponent(round)}/evidence`;

/** A round of this service. @param {string} round @param {Brought} brought @returns {Order} */
export const roundOrder = (round, brought) => ({
    place: { kind: 'address', address: evidenceAddress(round) },
    brought,
    now: Date.now(),
});
