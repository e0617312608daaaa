// What one check found.

/**
 * @typedef {{id: string, ok: boolean | null, detail: string}} Check `ok` is null where this auditor could
 * not check
 */

/**
 * Fails with the first of what is wrong, or passes.
 * @param {string} id @param {[boolean, string][]} wrongs each with whether it is so @param {string} good
 * said if none is
 * @returns {Check}
 */
export function check(id, wrongs, good) {
    const wrong = wrongs.filter(([is]) => is).map(([, detail]) => detail);
    return { id, ok: wrong.length === 0, detail: wrong.length === 0 ? good : wrong.join('; ') };
}
