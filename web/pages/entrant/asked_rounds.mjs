// Which rounds there are, asked for again as often as they may change.
import { useState } from 'preact/hooks';
import { NoAnswer, Problem, insist } from '../api.mjs';
import { serverNow } from '../clock.mjs';
import { usePoll } from '../parts/use.mjs';
import { freshMs, lookAgainAfter } from './rounds.mjs';

/** @typedef {import('./rounds.mjs').Round} Round */

// A page is enough where rounds are few; where many are announced ahead, those of now come after them.
const [firstPage, furtherPage, mostPages] = [30, 100, 10];

/** Not everybody at the same moment. @param {number} ms */
const spread = (ms) => ms * (0.75 + Math.random() / 2);

/**
 * As far back as somebody may still want to see them.
 * @param {AbortSignal} signal @param {(error: unknown) => void} onTrouble
 * @returns {Promise<Round[]>} the earliest first
 */
async function askForRounds(signal, onTrouble) {
    /** @type {Round[]} */
    const rounds = [];
    let path = `/v1/rounds?limit=${firstPage}`;
    for (let page = 0; page < mostPages; ++page) {
        const { body } = await insist(path, { signal, onTrouble });
        rounds.push(...body.rounds);
        const oldest = rounds.at(-1);
        if (body.cursor === null || oldest === undefined) break;
        if (Date.parse(oldest.enter.to) < serverNow() - freshMs) break;
        path = `/v1/rounds?limit=${furtherPage}&cursor=${encodeURIComponent(body.cursor)}`;
    }
    return rounds.reverse();
}

/** All rounds worth showing, by their windows, the earliest first; null until known. */
export function useRounds() {
    const [rounds, setRounds] = useState(/** @type {Round[] | null} */ (null));
    const [offline, setOffline] = useState(false);
    usePoll(async (signal) => {
        const found = await askForRounds(signal, (error) => setOffline(error instanceof NoAnswer));
        setOffline(false);
        setRounds(found);
        return spread(lookAgainAfter(found, serverNow()));
    }, []);
    return { rounds, offline };
}

/**
 * One that is not among them.
 * @param {string | null} id null where there is nothing to ask for
 * @returns {Round | null | undefined} undefined until it is known; null where there is none
 */
export function useRound(id) {
    const [answer, setAnswer] = useState(
        /** @type {{id: string | null, round: Round | null}} */ ({ id: null, round: null }),
    );
    usePoll(
        async (signal) => {
            if (id === null) return null;
            try {
                const { body } = await insist(`/v1/rounds/${encodeURIComponent(id)}`, { signal });
                setAnswer({ id, round: body });
                return spread(lookAgainAfter([body], serverNow()));
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                setAnswer({ id, round: null });
                return null;
            }
        },
        [id],
    );
    return answer.id === id ? answer.round : undefined;
}
