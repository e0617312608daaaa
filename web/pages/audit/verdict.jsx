// What an audit came to, in one sentence, which a screen reader is told when it is there.
import { list } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { reasonOf } from './reasons.mjs';

/** @typedef {import('./findings.mjs').Common} Common */

/** What a person calls a check. @param {string} id */
export const nameOf = (id) => t(/** @type {import('../texts/texts.mjs').Key} */ (`check.${id}`));

/** @param {Common} report @param {boolean | null} wanted */
const named = ({ checks }, wanted) =>
    list(checks.filter(({ ok }) => ok === wanted).map(({ id }) => nameOf(id)));

/** @param {Common} report */
function sentence(report) {
    if (report.verdict === 'unreadable') return t('audit.verdict.unreadable');
    if (report.verdict === 'fail') return t('audit.verdict.fail', { names: named(report, false) });
    return t(report.voided ? 'audit.verdict.pass-void' : 'audit.verdict.pass');
}

/** @param {{report: Common | null}} props */
export function Verdict({ report }) {
    const looks = /** @type {const} */ ({ pass: 'good', fail: 'bad', unreadable: 'warn' });
    const unknown = report ? named(report, null) : '';
    return (
        <div role="status" class={report ? `verdict note ${looks[report.verdict]}` : 'unseen'}>
            <p>{report ? sentence(report) : t('audit.running')}</p>
            {unknown !== '' && <p class="small">{t('audit.verdict.unknown', { names: unknown })}</p>}
            {report?.message && <Reason text={report.message} />}
        </div>
    );
}

/** In the reader's language where the auditor's words are known. @param {{text: string}} props */
export function Reason({ text }) {
    const { words, lang } = reasonOf(text);
    return (
        <p class="small breakable" lang={lang}>
            {words}
        </p>
    );
}
