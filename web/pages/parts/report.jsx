// An audit's report: its verdict, and each check with its reason. The reasons are the auditor's own words, which are
// English; a check's name says in the reader's language what was held against what.
import { hasText, t } from '../texts/texts.mjs';

/** @typedef {import('../../audit/audit.mjs').Report} Report */

/** @param {boolean | null} ok */
const stateOf = (ok) => (ok === null ? 'unknown' : ok ? 'ok' : 'failed');

const marks = { ok: '✓', failed: '✗', unknown: '–' };
const colours = { ok: 'good', failed: 'bad', unknown: 'soft' };

/** @param {{check: import('../../audit/check.mjs').Check}} props */
function Check({ check: { id, ok, detail } }) {
    const state = stateOf(ok);
    const key = `check.${id}`;
    return (
        <li data-check={id} data-state={state}>
            <span class={colours[state]}>
                <span aria-hidden="true">{marks[state]}</span>{' '}
                <span class="unseen">{t(/** @type {const} */ (`check-state.${state}`))}: </span>
            </span>
            <strong>{hasText(key) ? t(key) : id}</strong>{' '}
            <span class="soft small" lang="en">
                {detail}
            </span>
        </li>
    );
}

/** @param {{report: Report}} props */
export function Verdict({ report: { verdict, message } }) {
    if (verdict === 'unreadable')
        return (
            <p class="note warn">
                {t('verdict.unreadable')} <span lang="en">{message}</span>
            </p>
        );
    return <p class={`note ${verdict === 'pass' ? 'good' : 'bad'}`}>{t(`verdict.${verdict}`)}</p>;
}

/** @param {{report: Report}} props */
export function Checks({ report }) {
    return (
        <ol class="checks">
            {report.checks.map((check) => (
                <Check key={check.id} check={check} />
            ))}
        </ol>
    );
}
