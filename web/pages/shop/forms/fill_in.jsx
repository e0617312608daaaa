// A form as it is filled in: what is wrong is said at its field, before anything is sent and when the API refuses;
// then it asks, with all that will be sent.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../texts/texts.mjs';
import { Question } from '../asked.jsx';
import { isShown, readForm, refusedField, valuesOf } from './form.mjs';
import { Input } from './input.jsx';
import { kinds } from './kinds.mjs';
import { lookInto } from './list_file.mjs';

/** @typedef {import('./form.mjs').Form} Form */

/** What is wrong, by the first field it is wrong with. @param {HTMLFormElement | null} form */
const focusWrong = (form) =>
    /** @type {HTMLElement | null} */ (form?.querySelector('[aria-invalid="true"]'))?.focus();

/** A value in words. @param {import('./form.mjs').Field} field @param {import('./form.mjs').Values} values */
function wordsOf(field, values) {
    const words = field.words ?? kinds[field.kind].words;
    return words?.(values[field.name], field, values) ?? values[field.name];
}

/** @param {{fields: import('./form.mjs').Field[], values: import('./form.mjs').Values}} props */
export function Facts({ fields, values }) {
    const told = fields.filter((field) => isShown(field, values) && values[field.name] !== '');
    return (
        <dl class="facts">
            {told.map((field) => (
                <>
                    <dt>{t(field.label)}</dt>
                    <dd>{wordsOf(field, values)}</dd>
                </>
            ))}
        </dl>
    );
}

/**
 * A form, folded up where it has a summary. It asks before it sends.
 * @param {object} props
 * @param {Form} props.form
 * @param {any} [props.known] what there is already
 * @param {(name: string) => boolean} [props.locked] which fields stand
 * @param {string} props.verb
 * @param {boolean} [props.danger] it cannot be taken back
 * @param {(json: any) => string} props.title of the question
 * @param {string} props.will what will happen
 * @param {(json: any, sending: import('./upload.mjs').Sending, file: File | null) => Promise<string>} props.send
 *     returns what it did
 * @param {string} [props.summary]
 * @param {boolean} [props.offered] false: there is no form; what it asked already stays until it ends
 * @param {() => void} [props.again] it was done, or perhaps: what is shown may have changed
 * @param {(json: any) => void} [props.onDone]
 */
export function FillIn({ form, known, locked = () => false, summary, offered = true, ...props }) {
    const { verb, danger, title, will, send, again, onDone } = props;
    const [values, setValues] = useState(() => valuesOf(form, known));
    const [wrongs, setWrongs] = useState(/** @type {Record<string, string>} */ ({}));
    const [asked, setAsked] = useState(/** @type {any} */ (null));
    const shownForm = useRef(/** @type {HTMLFormElement | null} */ (null));
    const [tried, setTried] = useState(0);
    /** @typedef {{file: File | null, wrong: import('./kinds.mjs').Key | null}} Chosen */
    const chosen = useRef(/** @type {Chosen} */ ({ file: null, wrong: null }));
    useEffect(() => focusWrong(shownForm.current), [tried]);

    const show = (/** @type {Record<string, string>} */ found) => {
        setWrongs(found);
        setTried(tried + 1);
    };
    const type = (/** @type {string} */ name, /** @type {string} */ typed) => {
        setValues((before) => ({ ...before, [name]: typed }));
        setWrongs((before) => ({ ...before, [name]: '' }));
    };
    const choose = async (/** @type {string} */ name, /** @type {File | null} */ file) => {
        const mine = /** @type {Chosen} */ ({ file, wrong: null });
        chosen.current = mine;
        type(name, file?.name ?? '');
        if (file === null) return;
        const { users, wrong } = await lookInto(file);
        // Meanwhile another may have been chosen.
        if (chosen.current !== mine) return;
        mine.wrong = wrong;
        if (wrong) setWrongs((before) => ({ ...before, [name]: t(wrong) }));
        else type(name, t('shop.list.users', { name: file.name, count: users }));
    };
    const submit = (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const { json, wrongs: found } = readForm(form, values);
        const { wrong } = chosen.current;
        const list = form.fields.find(({ kind }) => kind === 'file');
        if (list && wrong) found[list.name] = { key: wrong, values: {} };
        show(
            Object.fromEntries(
                Object.entries(found).map(([name, { key, values }]) => [name, t(key, values)]),
            ),
        );
        if (Object.keys(found).length === 0) setAsked(json);
    };
    const showRefusal = (/** @type {import('../../api.mjs').Problem} */ { message }) => {
        const name = refusedField(form, values, message);
        if (name === null || !offered) return false;
        show({ [name]: t('shop.wrong.refused', { detail: message }) });
        return true;
    };
    const end = (/** @type {import('../asked.jsx').End} */ how) => {
        setAsked(null);
        if (how !== 'not') again?.();
        if (how !== 'done') return;
        // What was made is no longer there to be made again.
        if (known === undefined) {
            setValues(valuesOf(form));
            chosen.current = { file: null, wrong: null };
        }
        onDone?.(asked);
    };
    if (!offered && asked === null) return null;
    const fields = form.fields.filter((field) => isShown(field, values));
    const sheet = (
        <form class="sheet" noValidate ref={shownForm} onSubmit={submit}>
            <Facts fields={fields.filter(({ name }) => locked(name))} values={values} />
            {fields
                .filter(({ name }) => !locked(name))
                .map((field) => (
                    <Input
                        key={field.name}
                        field={field}
                        value={values[field.name]}
                        wrong={wrongs[field.name]}
                        onInput={(typed) => type(field.name, typed)}
                        onFile={(chosen) => choose(field.name, chosen)}
                    />
                ))}
            <button class={danger ? 'danger' : 'main'}>{verb}</button>
            {asked !== null && (
                <Question
                    title={title(asked)}
                    verb={verb}
                    danger={danger}
                    act={(sending) => send(asked, sending, chosen.current.file)}
                    onRefused={showRefusal}
                    onEnd={end}
                >
                    <p>{will}</p>
                    <Facts fields={fields.filter(({ name }) => !locked(name))} values={values} />
                </Question>
            )}
        </form>
    );
    if (summary === undefined) return sheet;
    return (
        <details class="narrow">
            <summary>{summary}</summary>
            {sheet}
        </details>
    );
}
