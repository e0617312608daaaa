// What is counted of coupons, in the order in which it is shown.

/** @typedef {import('../../texts/texts.mjs').Key} Key */

/** @type {{name: string, label: Key, of: (counts: any) => number}[]} */
export const outcomes = [
    { name: 'issued', label: 'shop.issued', of: ({ issued }) => issued },
    { name: 'held', label: 'shop.held', of: ({ held }) => held },
    { name: 'used', label: 'shop.used', of: ({ used }) => used },
    { name: 'expired', label: 'shop.expired', of: ({ expired }) => expired },
    { name: 'reverted', label: 'shop.reverted', of: ({ reverted }) => reverted },
];

/** As many as a picture can show side by side. */
const mostPictured = 20;

/**
 * Of which templates a picture shows bars of their own: those with the most coupons, in the order in which they are.
 * @param {any[]} templates their counts @returns {{own: any[], others: any[]}} the others together
 */
export function pictured(templates) {
    if (templates.length <= mostPictured) return { own: templates, others: [] };
    const byIssued = [...templates].sort((one, other) => other.issued - one.issued);
    const greatest = new Set(byIssued.slice(0, mostPictured - 1));
    return {
        own: templates.filter((counts) => greatest.has(counts)),
        others: templates.filter((counts) => !greatest.has(counts)),
    };
}

/** @type {typeof outcomes} */
export const ways = [
    { name: 'draw', label: 'shop.by.draw', of: ({ issued_by: by }) => by.draw },
    { name: 'first_come', label: 'shop.by.first_come', of: ({ issued_by: by }) => by.first_come },
    { name: 'grant', label: 'shop.by.grant', of: ({ issued_by: by }) => by.grant },
    { name: 'claim', label: 'shop.by.claim', of: ({ issued_by: by }) => by.claim },
    { name: 'code', label: 'shop.by.code', of: ({ issued_by: by }) => by.code },
];
