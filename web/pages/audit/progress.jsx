// How far an audit is. It is shown as it moves; a screen reader is told only that it began and how it ended.
import { hasText, t } from '../texts/texts.mjs';

/** @param {string} step as the audit calls it */
function nameOf(step) {
    const key = `audit.step.${step}`;
    if (hasText(key)) return t(key);
    return t('audit.step.reading', { file: step.replace(/^reading /, '') });
}

/** @param {{at: import('./run.mjs').At | null}} props */
export function Progress({ at }) {
    const name = at === null ? t('waiting') : nameOf(at.step);
    return (
        <div>
            <p aria-hidden="true">{name}</p>
            <progress aria-label={t('audit.running')} max={at?.of ?? 1} value={at === null ? undefined : at.done} />
        </div>
    );
}
