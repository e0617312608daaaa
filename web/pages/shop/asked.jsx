// Every action asks once: what will happen, and then it does, and says what it did.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useBusy } from '../parts/use.mjs';
import { bearer } from '../session.mjs';
import { t } from '../texts/texts.mjs';
import { refusalOf } from './answers.mjs';
import { say, unsay } from './said.jsx';
import { Trouble } from '../parts/trouble.jsx';

/**
 * @typedef {(sending: import('./forms/upload.mjs').Sending) => Promise<string>} Act what to do, all of
 *     it safe to repeat; returns what it did, in words
 */

/**
 * How a question ended: what it asks was done, was not, or was called off when it had been sent already.
 * @typedef {'done' | 'not' | 'perhaps'} End
 */

/**
 * The question. It stays until it was done, refused for good, or called off.
 * @param {object} props
 * @param {string} props.title what is asked
 * @param {string} props.verb on the button that does it
 * @param {boolean} [props.danger] it cannot be taken back
 * @param {Act} props.act
 * @param {(error: import('../api.mjs').Problem) => boolean} [props.onRefused] true: it is shown elsewhere
 * @param {(end: End) => void} props.onEnd
 * @param {import('preact').ComponentChildren} props.children what will happen
 */
export function Question({ title, verb, danger = false, act, onRefused, onEnd, children }) {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const cancel = useRef(/** @type {HTMLButtonElement | null} */ (null));
    const [busy, run] = useBusy();
    const [trouble, setTrouble] = useState(/** @type {unknown} */ (null));
    const [progress, setProgress] = useState(/** @type {number | null} */ (null));
    const [calledOff] = useState(() => new AbortController());
    useEffect(() => {
        dialog.current?.showModal();
        // The key that asked must not also say yes to what cannot be taken back, if it is pressed for too long.
        if (danger) cancel.current?.focus();
        return () => calledOff.abort();
    }, []);
    const end = (/** @type {End} */ how) => {
        // Closing gives the focus back to where it was; vanishing does not.
        dialog.current?.close();
        onEnd(how);
    };
    const callOff = () => end(busy ? 'perhaps' : 'not');
    const doIt = async () => {
        // Told again, the same refusal is news again.
        setTrouble(null);
        unsay();
        try {
            const did = await act({
                signal: calledOff.signal,
                onTrouble: setTrouble,
                onProgress: setProgress,
            });
            say(did);
            if (!calledOff.signal.aborted) end('done');
        } catch (error) {
            if (calledOff.signal.aborted) return say(t('shop.called-off'), false);
            const refusal = refusalOf(error);
            if (onRefused?.(refusal)) end('not');
            else setTrouble(refusal);
        }
    };
    return (
        <dialog
            ref={dialog}
            aria-labelledby="question"
            onCancel={(event) => {
                event.preventDefault();
                callOff();
            }}
        >
            <h2 id="question">{title}</h2>
            {children}
            <p class="soft small">{t('shop.recorded', { user: bearer()?.user ?? '' })}</p>
            <Trouble error={trouble} />
            {busy && progress !== null && <progress value={progress} aria-label={t('shop.sending')} />}
            <div class="actions">
                <button
                    type="button"
                    class={danger ? 'danger' : 'main'}
                    aria-disabled={busy}
                    onClick={() => run(doIt)}
                >
                    {verb}
                </button>
                <button type="button" ref={cancel} onClick={callOff}>
                    {t('shop.cancel')}
                </button>
            </div>
        </dialog>
    );
}

/**
 * A button that asks before it acts.
 * @param {object} props
 * @param {string} props.verb
 * @param {string} props.title
 * @param {boolean} [props.danger]
 * @param {boolean} [props.offered] false: there is no button; what it asked already stays until it ends
 * @param {Act} props.act
 * @param {() => void} props.again it was done, or perhaps: what is shown may have changed
 * @param {import('preact').ComponentChildren} props.children what will happen
 */
export function Action({ verb, title, danger, offered = true, act, again, children }) {
    const [asks, setAsks] = useState(false);
    const end = (/** @type {End} */ how) => {
        setAsks(false);
        if (how !== 'not') again();
    };
    return (
        <>
            {offered && (
                <button type="button" class={danger ? 'danger' : undefined} onClick={() => setAsks(true)}>
                    {verb}
                </button>
            )}
            {asks && (
                <Question title={title} verb={verb} danger={danger} act={act} onEnd={end}>
                    {children}
                </Question>
            )}
        </>
    );
}
