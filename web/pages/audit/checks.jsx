// Each check, in the protocol's order: its name and id, its verdict, what it means, and the auditor's reason.
import { t } from '../texts/texts.mjs';
import { nameOf, Reason } from './verdict.jsx';

/** @typedef {import('../../audit/check.mjs').Check} Check */

/** @param {{check: Check}} props */
function Row({ check: { id, ok, detail } }) {
    const [look, mark, word] =
        ok === null
            ? ['warn', '–', t('audit.check.unknown')]
            : ok
              ? ['good', '✓', t('audit.check.good')]
              : ['bad', '✗', t('audit.check.bad')];
    return (
        <li>
            <h3>
                {nameOf(id)} <code>{id}</code>
            </h3>
            <p class={`mark ${look}`}>
                <span aria-hidden="true">{mark}</span> {word}
            </p>
            <p class="small soft">{t(/** @type {import('../texts/texts.mjs').Key} */ (`check.${id}.what`))}</p>
            <Reason text={detail} />
        </li>
    );
}

/** @param {{report: import('./findings.mjs').Common}} props */
export function Checks({ report }) {
    return (
        <section class="sheet" aria-labelledby="checks">
            <h2 id="checks">{t('audit.checks')}</h2>
            <p class="soft">{t('audit.checks.what')}</p>
            <ol class="checks">
                {report.checks.map((check) => (
                    <Row key={check.id} check={check} />
                ))}
            </ol>
        </section>
    );
}
