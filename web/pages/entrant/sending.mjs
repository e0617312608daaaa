// Whatever is pressed is sent until it is answered, whichever round is shown meanwhile, by this page or by the next
// that is opened; a repeat gets the first answer, so sending twice does no harm.
import { useEffect, useRef, useState } from 'preact/hooks';
import { NoAnswer, Problem, insist, pause } from '../api.mjs';
import { serverNow } from '../clock.mjs';
import { bearer, bearing, endSession, onSessionChange, token } from '../session.mjs';
import { keepEntry, noteAnswered, notePressed, pressed, tellOtherTabs } from './keeping.mjs';
import { tellNews } from './news.mjs';

/**
 * @typedef {import('./rounds.mjs').Round} Round
 * @typedef {import('./standing.mjs').Mine} Mine
 * @typedef {import('./keeping.mjs').Deed} Deed
 * @typedef {'offline' | 'busy' | null} Trouble while it is being asked again
 * @typedef {{deed: Deed, trouble: Trouble}} Sending
 *
 * @typedef {object} Sender of one user
 * @property {ReadonlyMap<string, Sending>} sending by round
 * @property {ReadonlyMap<string, Partial<Mine>>} answers what those of this page told, by round
 * @property {(round: string, deed: Deed) => void} press
 */

/** @param {unknown} error @returns {Trouble} */
export const troubleOf = (error) => (error instanceof NoAnswer ? 'offline' : 'busy');

// It may have opened since it was refused: so far back a press is taken for too early, not for too late.
const sinceRefusedMs = 2000;

/**
 * When what was refused as too early will be taken; 0 where it was not too early.
 * @param {Round} round @param {Deed} deed
 */
function opensAt(round, deed) {
    const window = deed === 'entry' ? round.enter : round.reserve;
    if (window === null || serverNow() >= Date.parse(window.to)) return 0;
    const opens = Date.parse(window.from);
    return serverNow() - sinceRefusedMs < opens ? opens : 0;
}

/**
 * Sends until it is answered for good.
 * @param {{round: string, deed: Deed, user: string}} what @param {AbortSignal} signal
 * @param {(error: unknown) => void} onTrouble
 * @returns {Promise<any>} the answer's body; null when the user is no longer signed in. Throws a Problem that will
 *     not pass.
 */
async function send({ round, deed, user }, signal, onTrouble) {
    for (;;) {
        const sent = token();
        if (bearer(sent)?.user !== user) return null;
        try {
            const asked = { method: 'POST', headers: bearing(sent), signal, onTrouble };
            return (await insist(`/v1/rounds/${round}/${deed}`, asked)).body;
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (error.status === 401) {
                endSession(sent);
                continue;
            }
            if (error.code !== 'NOT_IN_ACTIVE_TIME') throw error;
            // Measures the clock again.
            const opens = opensAt((await insist(`/v1/rounds/${round}`, { signal })).body, deed);
            if (opens === 0) throw error;
            await pause(Math.max(50, opens - serverNow()), signal);
            signal.throwIfAborted();
        }
    }
}

/** @param {Deed} deed @param {any} body @returns {Partial<Mine>} */
function learned(deed, body) {
    if (deed === 'reservation') return { refusal: null, reservedAt: body.reserved_at };
    return { refusal: null, ...(body.coupon === undefined ? { entry: body } : { coupon: body.coupon }) };
}

/**
 * Sends, and keeps what the answer told.
 * @param {{round: string, deed: Deed, user: string}} what @param {AbortSignal} signal
 * @param {(error: unknown) => void} onTrouble
 * @returns {Promise<Partial<Mine> | null>} null when there is no answer: it stays noted
 */
async function answerTo(what, signal, onTrouble) {
    const { round, deed, user } = what;
    try {
        const body = await send(what, signal, onTrouble);
        if (body === null) return null;
        if (deed === 'entry' && body.coupon === undefined) keepEntry(user, round, body);
        noteAnswered(user, round, deed);
        if (body.coupon !== undefined) tellNews();
        return learned(deed, body);
    } catch (error) {
        if (signal.aborted) return null;
        if (!(error instanceof Problem)) throw error;
        noteAnswered(user, round, deed);
        return { refusal: error.code };
    }
}

/**
 * Sends what a user presses, and what they pressed before and is not answered yet.
 * @param {string | null} user @returns {Sender}
 */
export function useSender(user) {
    const [sending, setSending] = useState(/** @type {ReadonlyMap<string, Sending>} */ (new Map()));
    const [answers, setAnswers] = useState(/** @type {ReadonlyMap<string, Partial<Mine>>} */ (new Map()));
    const life = useRef({ end: new AbortController(), underWay: new Set() });

    /** @param {string} round @param {Deed} deed */
    const press = async (round, deed) => {
        const { end, underWay } = life.current;
        if (user === null || end.signal.aborted || underWay.has(round)) return;
        const show = (/** @type {Trouble} */ trouble) => {
            if (!end.signal.aborted) setSending((before) => new Map(before).set(round, { deed, trouble }));
        };
        underWay.add(round);
        show(null);
        notePressed(user, round, deed);
        try {
            const answer = await answerTo({ round, deed, user }, end.signal, (error) => show(troubleOf(error)));
            if (answer === null) return;
            tellOtherTabs(user, round);
            if (end.signal.aborted) return;
            setAnswers((before) => new Map(before).set(round, { ...before.get(round), ...answer }));
        } finally {
            underWay.delete(round);
            if (!end.signal.aborted)
                setSending((before) => new Map([...before].filter(([one]) => one !== round)));
        }
    };

    useEffect(() => {
        const end = new AbortController();
        life.current = { end, underWay: new Set() };
        setSending(new Map());
        setAnswers(new Map());
        for (const { round, deed } of user === null ? [] : pressed(user)) press(round, deed);
        const endListening = onSessionChange(() => bearer()?.user !== user && end.abort());
        return () => {
            end.abort();
            endListening();
        };
    }, [user]);
    return { sending, answers, press };
}
