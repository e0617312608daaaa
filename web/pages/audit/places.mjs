// Where this service serves what there is to audit.
import { insist } from '../api.mjs';
import { evidenceAddress } from '../auditing/order.mjs';

/** @typedef {import('../entrant/rounds.mjs').Round} Round */

/**
 * @param {string | null} cursor of the page before @param {AbortSignal} signal
 * @returns {Promise<{rounds: Round[], cursor: string | null}>} those with evidence, the newest first
 */
export async function listRounds(cursor, signal) {
    const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await insist(`/v1/rounds?limit=50${after}`, { signal });
    const rounds = /** @type {Round[]} */ (body.rounds).filter(({ kind }) => kind === 'draw');
    return { rounds, cursor: body.cursor };
}

/** @param {AbortSignal} signal @returns {Promise<import('../auditing/findings.mjs').Log>} */
export async function logPlace(signal) {
    const { rounds } = await listRounds(null, signal);
    const evidence = rounds[0] ? evidenceAddress(rounds[0].round) : null;
    return { kind: 'log', address: `${location.origin}/v1/log`, evidence };
}
