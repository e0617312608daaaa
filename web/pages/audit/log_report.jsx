// What an audit of the operator's log found.
import { Running } from '../auditing/running.jsx';
import { isRunning, useAudit } from '../auditing/use_audit.mjs';
import { Checks } from '../parts/report.jsx';
import { exactTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { Keep } from './keep.jsx';
import { ReportActions } from './report_actions.jsx';

/** @typedef {import('../auditing/findings.mjs').LogFinding} LogFinding */

/** @param {{cosigner: import('../auditing/findings.mjs').Cosigner}} props */
function CosignerRow({ cosigner: { name, id, time, good } }) {
    const judged = good === null ? 'unknown' : good ? 'good' : 'bad';
    const look = { unknown: 'warn', good: 'good', bad: 'bad' }[judged];
    return (
        <tr>
            <th scope="row" class="breakable">
                {name} <code>{id}</code>
            </th>
            <td>
                {time === null ? '–' : <time dateTime={new Date(time).toISOString()}>{exactTime(time)}</time>}
            </td>
            <td class={look}>{t(`audit.cosigner.${judged}`)}</td>
        </tr>
    );
}

/** @param {{cosigners: import('../auditing/findings.mjs').Cosigner[]}} props */
function Cosigners({ cosigners }) {
    return (
        <section class="sheet" aria-labelledby="cosigners">
            <h2 id="cosigners">{t('audit.cosigners')}</h2>
            <p class="soft">{t(cosigners.length > 0 ? 'audit.cosigners.what' : 'audit.cosigners.none')}</p>
            {cosigners.length > 0 && (
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t('audit.cosigner')}</th>
                            <th scope="col">{t('audit.cosigner.time')}</th>
                            <th scope="col">{t('audit.cosigner.verdict')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {cosigners.map((cosigner) => (
                            <CosignerRow cosigner={cosigner} />
                        ))}
                    </tbody>
                </table>
            )}
        </section>
    );
}

/** @param {{due: number | null, now: number}} props */
function DueAt({ due, now }) {
    if (due === null) return <>{t('audit.due.beyond')}</>;
    return <>{t(due < now ? 'audit.due.past' : 'audit.due.at', { time: exactTime(due) })}</>;
}

/** @param {{open: LogFinding['open'], now: number}} props */
function Due({ open, now }) {
    const what = open === null ? 'unknown' : open.length > 0 ? 'what' : 'none';
    return (
        <section class="sheet" aria-labelledby="due">
            <h2 id="due">{t('audit.due')}</h2>
            <p class={what === 'unknown' ? 'warn' : 'soft'}>{t(`audit.due.${what}`)}</p>
            <ul>
                {open?.map(({ round, due }) => (
                    <li class={due !== null && due < now ? 'bad' : undefined}>
                        <a href={`#round=${round}`}>{round}</a> <DueAt due={due} now={now} />
                    </li>
                ))}
            </ul>
        </section>
    );
}

/** @param {{checkpoint: NonNullable<LogFinding['checkpoint']>}} props */
function Checkpoint({ checkpoint: { text, origin, size, root } }) {
    const name = `${origin.replace(/[^\w.-]+/g, '_')}-${size}.checkpoint.txt`;
    return (
        <section class="sheet" aria-labelledby="checkpoint">
            <h2 id="checkpoint">{t('audit.checkpoint')}</h2>
            <dl class="facts">
                <dt>{t('audit.fact.origin')}</dt>
                <dd>{origin}</dd>
                <dt>{t('audit.checkpoint.size')}</dt>
                <dd>{t('audit.checkpoint.leaves', { count: size })}</dd>
                <dt>{t('audit.checkpoint.root')}</dt>
                <dd>
                    <code class="breakable">{root}</code>
                </dd>
            </dl>
            <p>{t('audit.checkpoint.keep.why')}</p>
            <Keep text={text} name={name} type="text/plain" label={t('audit.checkpoint.keep')} />
        </section>
    );
}

/**
 * @param {{order: import('../auditing/findings.mjs').Order, heading: import('./audit.jsx').Heading,
 *     onAgain: () => void}} props
 */
export function LogReport({ order, heading, onAgain }) {
    const audit = useAudit(order);
    const found = /** @type {LogFinding | null} */ (audit.finding);
    return (
        <>
            <section class="sheet" aria-labelledby="report" aria-busy={isRunning(audit)}>
                <h2 id="report" ref={heading} tabIndex={-1}>
                    {t('audit.log')}
                </h2>
                <p>{t('audit.log.what')}</p>
                <Running audit={audit} />
                {found && !found.pinned && <p class="note">{t('audit.log.not-pinned')}</p>}
                <ReportActions audit={audit} name="log.json" onAgain={onAgain} />
            </section>
            {found?.checkpoint && <Checkpoint checkpoint={found.checkpoint} />}
            {found?.checkpoint && <Cosigners cosigners={found.cosigners} />}
            {found && found.checks.length > 0 && (
                <section class="sheet" aria-labelledby="checks">
                    <h2 id="checks">{t('audit.checks')}</h2>
                    <p class="soft">{t('audit.checks.what')}</p>
                    <Checks report={found} />
                </section>
            )}
            {found?.checkpoint && <Due open={found.open} now={order.now} />}
        </>
    );
}
