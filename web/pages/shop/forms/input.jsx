// One field of a form.
import { useId } from 'preact/hooks';
import { t } from '../../texts/texts.mjs';

/** What a browser offers for each kind. @type {Record<string, Record<string, string | number>>} */
const attributes = {
    text: { type: 'text' },
    integer: { type: 'text', inputMode: 'numeric' },
    decimal: { type: 'text', inputMode: 'decimal' },
    time: { type: 'datetime-local', step: 1 },
    date: { type: 'date' },
    clock: { type: 'time', step: 1 },
};

/** @param {{field: import('./kinds.mjs').Field, common: any, onFile: (file: File | null) => void}} props */
function Control({ field, common, onFile }) {
    if (field.kind === 'file') {
        const { value, onInput, ...rest } = common;
        const chosen = (/** @type {any} */ event) => onFile(event.currentTarget.files[0] ?? null);
        // It can be emptied; what it holds, only its user can say.
        return <input type="file" {...rest} value={value === '' ? '' : undefined} onChange={chosen} />;
    }
    if (field.kind === 'lines') return <textarea rows={4} {...common} />;
    if (field.kind !== 'choice') return <input autoComplete="off" {...attributes[field.kind]} {...common} />;
    return (
        <select {...common}>
            {(field.choices ?? []).map((choice) => (
                <option key={choice} value={choice} selected={choice === common.value}>
                    {field.name_of?.(choice) ?? choice}
                </option>
            ))}
        </select>
    );
}

/** @param {{field: import('./kinds.mjs').Field, value: string, wrong?: string,
 *     onInput: (typed: string) => void, onFile: (file: File | null) => void}} props */
export function Input({ field, value, wrong = '', onInput, onFile }) {
    const id = useId();
    const common = {
        id,
        name: field.name,
        value,
        required: field.required,
        'aria-invalid': wrong !== '',
        'aria-describedby': `${id}-wrong ${id}-hint`,
        onInput: (/** @type {any} */ event) => onInput(event.currentTarget.value),
    };
    return (
        <div class="field">
            <label for={id}>
                {t(field.label)}
                {!field.required && field.kind !== 'choice' && (
                    <span class="soft small"> {t('shop.optional')}</span>
                )}
            </label>
            <Control field={field} common={common} onFile={onFile} />
            <p class="wrong" id={`${id}-wrong`}>
                {wrong}
            </p>
            <p class="hint" id={`${id}-hint`}>
                {field.hint && t(field.hint, field.say)}
            </p>
        </div>
    );
}
