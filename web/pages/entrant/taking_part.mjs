// Reserving and entering, and how one stands. Whatever is pressed is sent until it is answered, by this page or by
// the next that is opened; a repeat gets the first answer, so sending twice does no harm.
import { useEffect, useRef, useState } from 'preact/hooks';
import { NoAnswer, Problem, insist, pause } from '../api.mjs';
import { errorMs, serverNow } from '../clock.mjs';
import { bearer, endSession, token } from '../session.mjs';
import { usePoll } from '../parts/use.mjs';
import { keepEntry, keptEntry, notePressed, onOtherTabs, pressed, tellOtherTabs } from './keeping.mjs';
import { tellNews } from './news.mjs';
import { isFinal, nothingKnown } from './standing.mjs';

/**
 * @typedef {import('./rounds.mjs').Round} Round
 * @typedef {import('./standing.mjs').Mine} Mine
 * @typedef {import('./keeping.mjs').Deed} Deed
 * @typedef {'offline' | 'busy' | null} Trouble while it is being asked again
 *
 * @typedef {object} TakingPart
 * @property {Mine} mine
 * @property {Deed | null} sending
 * @property {Trouble} trouble
 * @property {(deed: Deed) => void} press
 */

/** @param {unknown} error @returns {Trouble} */
const troubleOf = (error) => (error instanceof NoAnswer ? 'offline' : 'busy');

/** When what was refused as too early will be taken; 0 where it was not too early. @param {Round} round @param {Deed} deed */
function opensAt(round, deed) {
    const window = deed === 'entry' ? round.enter : round.reserve;
    const opens = Date.parse(window?.from ?? '');
    // The clock here may be a little ahead of the server's: that is no reason to lose what was pressed.
    return serverNow() - Math.max(2000, errorMs()) < opens ? opens : 0;
}

/**
 * Sends until it is answered for good.
 * @param {Round} round @param {Deed} deed @param {AbortSignal} signal @param {(error: unknown) => void} onTrouble
 * @returns {Promise<any>} the answer's body. Throws a Problem that will not pass.
 */
async function send(round, deed, signal, onTrouble) {
    for (;;) {
        try {
            const path = `/v1/rounds/${round.round}/${deed}`;
            return (await insist(path, { method: 'POST', signal, onTrouble })).body;
        } catch (error) {
            const isEarly =
                error instanceof Problem && error.code === 'NOT_IN_ACTIVE_TIME' && opensAt(round, deed);
            if (!isEarly) throw error;
            await insist(`/v1/rounds/${round.round}`, { signal }); // measures the clock again
            await pause(Math.max(50, opensAt(round, deed) - serverNow()), signal);
            signal.throwIfAborted();
        }
    }
}

/** @param {Deed} deed @param {any} body @returns {Partial<Mine>} */
function learned(deed, body) {
    if (deed === 'reservation') return { reservedAt: body.reserved_at };
    return body.coupon === undefined ? { entry: body } : { coupon: body.coupon };
}

/**
 * What is known of one person in one round: begins with what this browser keeps, and is asked for as often as the
 * server says.
 * @param {Round} round @param {string | null} user
 */
function useStanding(round, user) {
    const id = round.round;
    const [mine, setMine] = useState(/** @type {Mine} */ (nothingKnown));
    const [trouble, setTrouble] = useState(/** @type {Trouble} */ (null));
    const [asked, setAsked] = useState(0);
    const know = (/** @type {Partial<Mine>} */ news) => setMine((before) => ({ ...before, ...news }));
    const askAgain = () => setAsked((times) => times + 1);

    const refused = (/** @type {unknown} */ error) => {
        if (!(error instanceof Problem)) throw error;
        if (error.status === 401) endSession();
        else know({ refusal: error.code });
    };

    useEffect(() => {
        setTrouble(null);
        setMine(nothingKnown);
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
            if (token() === null) return null;
            try {
                const onTrouble = (/** @type {unknown} */ error) => setTrouble(troubleOf(error));
                const { body, retryAfterMs } = await insist(`/v1/rounds/${id}/result`, { signal, onTrouble });
                know({ result: body });
                setTrouble(null);
                if (!isFinal(round, body)) return retryAfterMs;
                tellNews();
            } catch (error) {
                refused(error);
            }
            return null;
        },
        [id, user, asked, round.state === 'void'],
    );
    return { mine, trouble, know, refused, askAgain };
}

/**
 * What was pressed, until it is answered.
 * @param {Round} round @param {string | null} user
 * @param {Pick<ReturnType<typeof useStanding>, 'know' | 'refused' | 'askAgain'>} standing
 */
function usePressing(round, user, { know, refused, askAgain }) {
    const id = round.round;
    const [sending, setSending] = useState(/** @type {Deed | null} */ (null));
    const [trouble, setTrouble] = useState(/** @type {Trouble} */ (null));
    const life = useRef(new AbortController());
    const underWay = useRef(false);
    const rest = () => {
        underWay.current = false;
        setSending(null);
        setTrouble(null);
    };

    /** @param {Deed} deed @param {AbortSignal} signal */
    const sendAndKeep = async (deed, signal) => {
        const body = await send(round, deed, signal, (error) => setTrouble(troubleOf(error)));
        if (deed === 'entry' && body.coupon === undefined) keepEntry(String(user), id, body);
        if (!signal.aborted) know({ refusal: null, ...learned(deed, body) });
        if (body.coupon !== undefined) tellNews();
    };

    /** @param {Deed} deed */
    const press = async (deed) => {
        if (user === null || underWay.current) return;
        const { signal } = life.current;
        underWay.current = true;
        setSending(deed);
        notePressed(user, id, deed);
        try {
            await sendAndKeep(deed, signal);
        } catch (error) {
            if (signal.aborted) return;
            refused(error);
            // Still noted in both cases: whoever looks next goes on with it.
            if (token() === null) return;
        }
        notePressed(user, id, null);
        tellOtherTabs(user, id);
        if (signal.aborted) return;
        rest();
        askAgain();
    };

    useEffect(() => {
        life.current = new AbortController();
        rest();
        const unfinished = user === null ? null : pressed(user, id);
        if (unfinished !== null) press(unfinished);
        return () => life.current.abort();
    }, [id, user]);
    return { sending, trouble, press };
}

/** One round's, for whoever is signed in. @param {Round} round @returns {TakingPart} */
export function useTakingPart(round) {
    const user = bearer()?.user ?? null;
    const standing = useStanding(round, user);
    const { mine } = standing;
    const { sending, trouble, press } = usePressing(round, user, standing);

    // Entered in another browser, or before the answer was lost: asking again gives the receipt.
    const lacksReceipt = round.kind === 'draw' && mine.result !== null && mine.result.received_at !== null;
    useEffect(() => {
        if (lacksReceipt && mine.entry === null) press('entry');
    }, [lacksReceipt, mine.entry === null]);

    return { mine, sending, trouble: trouble ?? standing.trouble, press };
}
