// An audit under way: how far it is, and its verdict. A screen reader is told that it began and how it ended,
// and not each step.
import { Verdict } from '../parts/report.jsx';
import { hasText, t } from '../texts/texts.mjs';
import { isRunning } from './use_audit.mjs';

/**
 * @typedef {import('./run.mjs').At} At
 * @typedef {import('./use_audit.mjs').Audit} Audit
 */

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

/** @param {{audit: Audit}} props */
function State({ audit: { finding, broken } }) {
    if (broken) return <p class="note bad">{t(`audit.broken.${broken}`)}</p>;
    return finding ? <Verdict report={finding} /> : <p class="unseen">{t('audit.running')}</p>;
}

/** @param {{audit: Audit}} props */
export function Running({ audit }) {
    return (
        <>
            {isRunning(audit) && <Progress at={audit.at} />}
            <div role="status">
                <State audit={audit} />
            </div>
        </>
    );
}
