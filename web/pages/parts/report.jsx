// An audit's report: its verdict, and each check with its verdict, what it means, and the auditor's reason.
import { list } from '../texts/formats.mjs';
import { hasText, t } from '../texts/texts.mjs';
import { reasonOf } from './reasons.mjs';

/**
 * @typedef {Omit<import('../../audit/audit.mjs').Report, 'evidence'>} Report
 * @typedef {import('../../audit/check.mjs').Check} Check
 */

/** @param {boolean | null} ok */
const stateOf = (ok) => (ok === null ? 'unknown' : ok ? 'ok' : 'failed');

const marks = { ok: '✓', failed: '✗', unknown: '–' };
const colours = { ok: 'good', failed: 'bad', unknown: 'warn' };

/** @param {string} id */
function nameOf(id) {
    const key = `check.${id}`;
    return hasText(key) ? t(key) : id;
}

/** In the reader's language where the auditor's words are known. @param {{text: string}} props */
function Reason({ text }) {
    const { words, lang } = reasonOf(text);
    return (
        <p class="reason small" lang={lang}>
            {words}
        </p>
    );
}

/** @param {{check: Check}} props */
function CheckItem({ check: { id, ok, detail } }) {
    const state = stateOf(ok);
    const meaning = `check.${id}.what`;
    return (
        <li data-check={id} data-state={state}>
            <p class={`mark ${colours[state]}`}>
                <span aria-hidden="true">{marks[state]}</span> {t(`check-state.${state}`)}
            </p>
            <p>
                <strong>{nameOf(id)}</strong> <code class="soft">{id}</code>
            </p>
            {hasText(meaning) && <p class="small soft">{t(meaning)}</p>}
            <Reason text={detail} />
        </li>
    );
}

/** In the protocol's order. @param {{report: Report}} props */
export function Checks({ report }) {
    return (
        <ol class="checks">
            {report.checks.map((check) => (
                <CheckItem key={check.id} check={check} />
            ))}
        </ol>
    );
}

/** @param {Report} report @param {boolean | null} wanted */
const named = ({ checks }, wanted) =>
    list(checks.filter(({ ok }) => ok === wanted).map(({ id }) => nameOf(id)));

/** @param {Report} report */
function sentence(report) {
    if (report.verdict === 'fail') return t('verdict.fail', { names: named(report, false) });
    if (report.verdict === 'unreadable') return t('verdict.unreadable');
    return t(report.voided ? 'verdict.pass-void' : 'verdict.pass');
}

/** @param {{report: Report}} props */
export function Verdict({ report }) {
    const looks = /** @type {const} */ ({ pass: 'good', fail: 'bad', unreadable: 'warn' });
    const unknown = named(report, null);
    return (
        <div class={`verdict note ${looks[report.verdict]}`}>
            <p>{sentence(report)}</p>
            {unknown !== '' && <p class="small">{t('verdict.unknown', { names: unknown })}</p>}
            {report.message !== null && <Reason text={report.message} />}
        </div>
    );
}
