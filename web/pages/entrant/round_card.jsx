// One round and where one stands in it: one state at every time, said to screen readers when it changes.
import { useEffect, useRef } from 'preact/hooks';
import { Refused } from '../parts/refused.jsx';
import { token } from '../session.mjs';
import { clockTime, countdown, dayAndTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { Outcome } from './outcome.jsx';
import { Receipt } from './receipt.jsx';
import { standingOf } from './standing.mjs';
import { useTakingPart } from './taking_part.mjs';
import { chances, headline, nextOf, refusalKey } from './words.mjs';

/**
 * @typedef {import('./rounds.mjs').Round} Round
 * @typedef {import('./standing.mjs').Standing} Standing
 * @typedef {import('./keeping.mjs').Deed} Deed
 * @typedef {import('./sending.mjs').Sender} Sender
 */

/** @param {{round: Round, standing: Standing | null, now: number}} props */
function Countdown({ round, standing, now }) {
    const next = nextOf(round, standing, now);
    if (next === null || next.at <= now || standing === 'void') return null;
    return (
        <p class="countdown">
            <span class="soft">{next.label}</span>
            <span class="time number" role="timer">
                {countdown(next.at - now)}
            </span>
        </p>
    );
}

/** @param {{round: Round}} props */
function Times({ round: { kind, reserve, enter, draw_due_at: due } }) {
    const span = (/** @type {{from: string, to: string}} */ { from, to }) =>
        `${clockTime(from)} – ${clockTime(to)}`;
    return (
        <dl class="facts small">
            {reserve !== null && (
                <>
                    <dt>{t('times.reserve')}</dt>
                    <dd class="number">{span(reserve)}</dd>
                </>
            )}
            <dt>{t('times.enter')}</dt>
            <dd class="number">{span(enter)}</dd>
            {kind === 'draw' && due !== null && (
                <>
                    <dt>{t('times.draw')}</dt>
                    <dd class="number">{clockTime(due)}</dd>
                </>
            )}
        </dl>
    );
}

/** Which deed a state is for, whether it can be done now, and what the button says. @param {Standing} standing */
function deedOf(standing) {
    /** @type {Partial<Record<Standing, {deed: Deed, label: string, now: boolean}>>} */
    const deeds = {
        announced: { deed: 'reservation', label: t('do.reserve'), now: false },
        reserving: { deed: 'reservation', label: t('do.reserve'), now: true },
        reserved: { deed: 'entry', label: t('do.enter'), now: false },
        soon: { deed: 'entry', label: t('do.enter'), now: false },
        open: { deed: 'entry', label: t('do.enter'), now: true },
    };
    return deeds[standing];
}

/**
 * The one button, which stays the same element when it opens, so that nobody who waits on it loses it.
 * @param {{standing: Standing, sending: Deed | null, onPress: (deed: Deed) => void}} props
 */
function TheButton({ standing, sending, onPress }) {
    const next = deedOf(standing);
    if (next === undefined) return null;
    const isSending = sending !== null;
    const isOff = isSending || !next.now;
    return (
        <button
            type="button"
            class="main big"
            aria-disabled={isOff ? 'true' : undefined}
            onClick={() => !isOff && onPress(next.deed)}
        >
            {isSending ? t('do.sending') : next.label}
        </button>
    );
}

/**
 * After a press the button goes: whoever stood on it is taken to the words that it led to.
 * @param {Standing} standing
 */
function useFocusAfterPress(standing) {
    const words = useRef(/** @type {HTMLParagraphElement | null} */ (null));
    const wasPressed = useRef(false);
    useEffect(() => {
        if (wasPressed.current && document.activeElement === document.body)
            words.current?.focus({ preventScroll: true });
        wasPressed.current = false;
    }, [standing]);
    const notePress = () => {
        wasPressed.current = true;
    };
    return { words, notePress };
}

/** @param {{code: string | null, standing: Standing}} props */
function Refusal({ code, standing }) {
    const key = refusalKey(code, standing);
    if (key === null) return null;
    return <p class="note bad">{key === 'trouble.refused' ? <Refused detail={code ?? ''} /> : t(key)}</p>;
}

/** @param {{round: Round, now: number, sender: Sender}} props */
function Mine({ round, now, sender }) {
    const { mine, sending, trouble, press } = useTakingPart(round, sender, now);
    const standing = standingOf(round, mine, now);
    const { words, notePress } = useFocusAfterPress(standing);
    const onPress = (/** @type {Deed} */ deed) => {
        notePress();
        press(deed);
    };
    return (
        <>
            <div role="status">
                <p class={`headline ${standing}`} tabIndex={-1} ref={words} data-standing={standing}>
                    {headline(round, standing)}
                </p>
                {standing === 'void' && <p>{round.void_reason}</p>}
                {trouble !== null && <p class="note warn">{t(`trouble.${trouble}`)}</p>}
                <Refusal code={mine.refusal} standing={standing} />
            </div>
            <Countdown round={round} standing={standing} now={now} />
            <TheButton standing={standing} sending={sending} onPress={onPress} />
            {standing === 'open' && round.kind === 'draw' && <p class="soft">{t('entrant.no-hurry')}</p>}
            <Outcome round={round} mine={mine} standing={standing} />
            {mine.entry !== null && mine.entry.receipt !== null && (
                <Receipt round={round} entry={mine.entry} />
            )}
        </>
    );
}

/**
 * `choice` counts how often a round was chosen since the page was opened: what was chosen is where one goes on.
 * @param {{round: Round, now: number, sender: Sender, choice: number}} props
 */
export function RoundCard({ round, now, sender, choice }) {
    const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
    useEffect(() => {
        if (choice > 0) heading.current?.focus();
    }, [choice]);
    return (
        <section class="sheet round" aria-labelledby="round">
            <h2 id="round" tabIndex={-1} ref={heading}>
                {dayAndTime(round.enter.from)}
            </h2>
            <p class="soft small">
                {round.round} · {chances(round)}
                {round.kind === 'first_come' && round.remaining !== null && (
                    <> · {t('chances.remaining', { count: round.remaining })}</>
                )}
            </p>
            {token() === null ? (
                <>
                    <Countdown round={round} standing={null} now={now} />
                    <p>
                        <a href="#sign-in">{t('entrant.sign-in')}</a>
                    </p>
                </>
            ) : (
                <Mine round={round} now={now} sender={sender} />
            )}
            <Times round={round} />
        </section>
    );
}
