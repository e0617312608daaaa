// "Check it yourself": the draw again, here, from what was published, with one's own receipt.
import { useState } from 'preact/hooks';
import { handReceipt } from '../auditing/handed.mjs';
import { nothingBrought, roundOrder } from '../auditing/order.mjs';
import { Running } from '../auditing/running.jsx';
import { useAudit } from '../auditing/use_audit.mjs';
import { Checks } from '../parts/report.jsx';
import { t } from '../texts/texts.mjs';

/**
 * @typedef {import('../auditing/findings.mjs').Order} Order
 * @typedef {import('../auditing/findings.mjs').RoundFinding} Finding
 */

/**
 * Whether the published winners say the same of this entry as the service did. Where the entry is not on the list,
 * the receipt's check has failed.
 * @param {{found: Finding, won: boolean, hasReceipt: boolean}} props
 */
function OwnLine({ found: { verdict, picture }, won, hasReceipt }) {
    if (verdict === 'unreadable') return null;
    if (!hasReceipt) return <p>{t('self-check.no-receipt')}</p>;
    const own = picture?.own;
    if (!own) return null;
    if (own.won !== won) return <p class="note bad">{t('self-check.own-differs')}</p>;
    return <p>{won ? t('self-check.own-won') : t('self-check.own-lost')}</p>;
}

/** The audit page, with the receipt. @param {{round: string, receipt: string | null}} props */
function More({ round, receipt }) {
    const hand = () => receipt !== null && handReceipt(round, receipt);
    return (
        <p>
            <a class="button" href={`/audit#round=${encodeURIComponent(round)}`} onClick={hand}>
                {t('self-check.more')}
            </a>
        </p>
    );
}

/** @param {{found: Finding, won: boolean, hasReceipt: boolean}} props */
const Found = ({ found, won, hasReceipt }) => (
    <>
        <OwnLine found={found} won={won} hasReceipt={hasReceipt} />
        <details>
            <summary>{t('self-check.each')}</summary>
            <Checks report={found} />
            <p class="small soft">{t('self-check.limits')}</p>
        </details>
    </>
);

/** @param {{round: string, entry: import('./standing.mjs').Entry | null, won: boolean}} props */
export function Check({ round, entry, won }) {
    const [order, setOrder] = useState(/** @type {Order | null} */ (null));
    const audit = useAudit(order);
    const found = /** @type {Finding | null} */ (audit.finding);
    const receipt = entry !== null && entry.receipt !== null ? JSON.stringify(entry) : null;
    const running = order !== null && found === null && !audit.broken;
    const start = () => {
        const file = receipt && new File([receipt], 'receipt');
        if (!running) setOrder(roundOrder(round, { ...nothingBrought, receipt: file || null }));
    };
    return (
        <section class="check-it" aria-labelledby="check" aria-busy={running}>
            <h3 id="check">{t('self-check.title')}</h3>
            <p class="small">{t('self-check.explained')}</p>
            <button type="button" onClick={start} aria-disabled={running ? 'true' : undefined}>
                {t('self-check.do')}
            </button>
            {order !== null && <Running audit={audit} />}
            {found && <Found found={found} won={won} hasReceipt={receipt !== null} />}
            {found && <More round={round} receipt={receipt} />}
        </section>
    );
}
