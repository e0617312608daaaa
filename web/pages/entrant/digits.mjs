// How exactly two numbers are written so that they look different. Pure.

const [usual, most] = [3, 15];

/**
 * Nobody shall read that their ticket is at the cutoff when it is beyond.
 * @param {number} a @param {number} b @returns {number} how many significant digits
 */
export function digitsToTell(a, b) {
    let digits = usual;
    while (digits < most && a !== b && a.toPrecision(digits) === b.toPrecision(digits)) ++digits;
    return digits;
}
