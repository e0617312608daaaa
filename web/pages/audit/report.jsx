// What an audit of a round found.
import { Running } from '../auditing/running.jsx';
import { isRunning, useAudit } from '../auditing/use_audit.mjs';
import { Checks } from '../parts/report.jsx';
import { exactTime, number } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { Pictures } from './pictures.jsx';
import { ReportActions } from './report_actions.jsx';

/** @typedef {import('../auditing/findings.mjs').RoundFinding} RoundFinding */

/** @param {{voided: import('../../audit/audit.mjs').Voided}} props */
function Voided({ voided }) {
    const { reason, closed, beaconAnnounced, couldBeWithheld } = voided;
    const possible = !couldBeWithheld ? 'not-due' : beaconAnnounced ? 'beacon' : 'no-beacon';
    return (
        <div class="note warn">
            <p>{t(closed ? 'audit.void.after' : 'audit.void.before', { reason })}</p>
            <p>{t(`audit.void.${possible}`)}</p>
        </div>
    );
}

/** What the evidence cannot rule out. @param {{found: RoundFinding}} props */
function Doubts({ found }) {
    const hasBeacon = found.checks.some(({ id }) => id === 'beacon-signature');
    return (
        <>
            {found.voided && <Voided voided={found.voided} />}
            {found.operatorCouldChoose && (
                <p class="note warn">{t(hasBeacon ? 'audit.choose.beacon' : 'audit.choose.no-beacon')}</p>
            )}
            {found.receiptOfRound && (
                <p class="note bad">{t('audit.receipt-of', { round: found.receiptOfRound })}</p>
            )}
            {!found.pinned && found.facts && (
                <p class="note">{t('audit.not-pinned', { key: found.facts.key })}</p>
            )}
        </>
    );
}

/** @param {import('../../audit/texts.mjs').QuotaRule} quota */
function quotaWords(quota) {
    if (quota.kind === 'count') return t('audit.quota.count', { count: quota.count });
    const { numerator, denominator, rounding } = quota;
    return t(`audit.quota.${rounding}`, { numerator, denominator });
}

/** @param {{facts: import('../auditing/findings.mjs').Facts}} props */
function Facts({ facts }) {
    const { reservations, entries, disqualified, winners, closed, drawn, seed, cutoff } = facts;
    const time = (/** @type {number} */ ms) => (
        <time dateTime={new Date(ms).toISOString()}>{exactTime(ms)}</time>
    );
    /** @type {[import('../texts/texts.mjs').Key, import('preact').ComponentChild][]} */
    const rows = [
        ['audit.fact.origin', facts.origin],
        ['audit.fact.opens', time(facts.opens)],
        ['audit.fact.closed', closed && time(closed)],
        ['audit.fact.drawn', drawn && time(drawn)],
        ['audit.fact.quota', quotaWords(facts.quota)],
        ['audit.fact.beacon', t(facts.beacon ? 'audit.fact.beacon.drand' : 'audit.fact.beacon.none')],
        ['audit.fact.reservations', reservations !== null && number(reservations)],
        ['audit.entries', entries !== null && number(entries)],
        ['audit.fact.disqualified', disqualified !== null && number(disqualified)],
        ['audit.winners', winners !== null && number(winners)],
        ['audit.fact.seed', seed && <code class="breakable">{seed}</code>],
        ['audit.fact.cutoff', cutoff && <code class="breakable">{cutoff}</code>],
    ];
    const said = rows.filter(([, value]) => value);
    return (
        <section class="sheet" aria-labelledby="facts">
            <h2 id="facts">{t('audit.facts')}</h2>
            <dl class="facts">{said.map(([key, value]) => [<dt>{t(key)}</dt>, <dd>{value}</dd>])}</dl>
        </section>
    );
}

/**
 * @param {{order: import('../auditing/findings.mjs').Order, name: string, heading: import('./audit.jsx').Heading,
 *     onAgain: () => void}} props
 */
export function Report({ order, name, heading, onAgain }) {
    const audit = useAudit(order);
    const found = /** @type {RoundFinding | null} */ (audit.finding);
    const round = found?.round ?? name;
    return (
        <>
            <section class="sheet" aria-labelledby="report" aria-busy={isRunning(audit)}>
                <h2 id="report" ref={heading} tabIndex={-1}>
                    {round === '' ? t('audit.files') : t('audit.report', { round })}
                </h2>
                <Running audit={audit} />
                {found && <Doubts found={found} />}
                <ReportActions audit={audit} name={`${round || 'audit'}.json`} onAgain={onAgain} />
            </section>
            {found?.picture && <Pictures picture={found.picture} />}
            {found && found.checks.length > 0 && (
                <section class="sheet" aria-labelledby="checks">
                    <h2 id="checks">{t('audit.checks')}</h2>
                    <p class="soft">{t('audit.checks.what')}</p>
                    <Checks report={found} />
                </section>
            )}
            {found?.facts && <Facts facts={found.facts} />}
        </>
    );
}
