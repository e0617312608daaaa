// An audit under way: how far it is, and its verdict. A screen reader is told that it began and how it ended,
// and not each step.
import { Verdict } from '../parts/report.jsx';
import { hasText, t } from '../texts/texts.mjs';

/** @typedef {import('./run.mjs').At} At */

/** @param {string} step as the audit calls it */
function nameOf(step) {
    const key = `audit.step.${step}`;
    if (hasText(key)) return t(key);
    return t('audit.step.reading', { file: step.replace(/^reading /, '') });
}

/** @param {{at: At | null}} props */
function Progress({ at }) {
    return (
        <>
            <p aria-hidden="true">{at === null ? t('waiting') : nameOf(at.step)}</p>
            <progress
                aria-label={t('audit.running')}
                max={at?.of ?? 1}
                value={at === null ? undefined : at.done}
            />
        </>
    );
}

/** @param {{at: At | null, found: import('./run.mjs').Finding | null}} props */
export function Running({ at, found }) {
    return (
        <>
            {found === null && <Progress at={at} />}
            <div role="status">
                {found ? <Verdict report={found} /> : <p class="unseen">{t('audit.running')}</p>}
            </div>
        </>
    );
}
