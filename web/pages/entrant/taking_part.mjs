// How one stands in a round, and what one does there.
import { useEffect, useState } from 'preact/hooks';
import { Problem, insist } from '../api.mjs';
import { serverNow } from '../clock.mjs';
import { bearer, bearing, endSession, token } from '../session.mjs';
import { usePoll } from '../parts/use.mjs';
import { keptEntry, onOtherTabs } from './keeping.mjs';
import { tellNews } from './news.mjs';
import { troubleOf } from './sending.mjs';
import { isFinal, isStale, nothingKnown } from './standing.mjs';

/**
 * @typedef {import('./rounds.mjs').Round} Round
 * @typedef {import('./standing.mjs').Mine} Mine
 * @typedef {import('./keeping.mjs').Deed} Deed
 * @typedef {import('./sending.mjs').Sender} Sender
 * @typedef {import('./sending.mjs').Trouble} Trouble
 *
 * @typedef {object} TakingPart
 * @property {Mine} mine
 * @property {Deed | null} sending
 * @property {Trouble} trouble
 * @property {(deed: Deed) => void} press
 */

// Whoever looks asks once more when a window has closed, and not all at the same moment.
const askAgainWithinMs = 15_000;

/**
 * What is known of one person in one round: begins with what this browser keeps, and is asked for as often as the
 * server says, and when something was answered.
 * @param {Round} round @param {string | null} user @param {Partial<Mine> | undefined} answer
 */
function useStanding(round, user, answer) {
    const id = round.round;
    const [found, setFound] = useState(/** @type {Mine} */ (nothingKnown));
    const [trouble, setTrouble] = useState(/** @type {Trouble} */ (null));
    const [asked, setAsked] = useState(0);
    const know = (/** @type {Partial<Mine>} */ news) => setFound((before) => ({ ...before, ...news }));
    const askAgain = () => setAsked((times) => times + 1);

    useEffect(() => {
        setTrouble(null);
        setFound(nothingKnown);
        if (user === null) return undefined;
        const recall = () => know({ entry: keptEntry(user, id) });
        recall();
        return onOtherTabs(user, id, () => {
            recall();
            askAgain();
        });
    }, [id, user]);

    usePoll(
        async (signal) => {
            const sent = token();
            if (sent === null) return null;
            const askedAt = serverNow();
            const onTrouble = (/** @type {unknown} */ error) => setTrouble(troubleOf(error));
            try {
                const asking = { headers: bearing(sent), signal, onTrouble };
                const { body, retryAfterMs } = await insist(`/v1/rounds/${id}/result`, asking);
                know({ result: body, askedAt });
                setTrouble(null);
                if (!isFinal(round, body)) return retryAfterMs;
                tellNews();
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                if (error.status !== 401) know({ refusal: error.code });
                else {
                    endSession(sent);
                    askAgain();
                }
            }
            return null;
        },
        [id, user, asked, answer, round.state === 'void'],
    );
    return { mine: { ...found, ...answer }, trouble, askAgain };
}

/**
 * One round's, for whoever is signed in.
 * @param {Round} round @param {Sender} sender @param {number} now Unix ms @returns {TakingPart}
 */
export function useTakingPart(round, sender, now) {
    const id = round.round;
    const user = bearer()?.user ?? null;
    const { mine, trouble, askAgain } = useStanding(round, user, sender.answers.get(id));
    const { deed = null, trouble: sendersTrouble = null } = sender.sending.get(id) ?? {};
    const press = (/** @type {Deed} */ what) => sender.press(id, what);

    const stale = isStale(round, mine, now);
    useEffect(() => {
        if (!stale) return undefined;
        const timer = setTimeout(askAgain, Math.random() * askAgainWithinMs);
        return () => clearTimeout(timer);
    }, [stale, mine.askedAt]);

    // Entered in another browser, or before the answer was lost: asking again gives the receipt.
    const lacksReceipt = round.kind === 'draw' && mine.result !== null && mine.result.received_at !== null;
    useEffect(() => {
        if (lacksReceipt && mine.entry === null) press('entry');
    }, [lacksReceipt, mine.entry === null]);

    return { mine, sending: deed, trouble: sendersTrouble ?? trouble, press };
}
