// Does the ledger add up? It is asked for, since it goes through all that was ever issued.
import { useState } from 'preact/hooks';
import { insist } from '../../api.mjs';
import { useBusy } from '../../parts/use.mjs';
import { dayAndTime, number } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { refusalOf, reportMs } from '../answers.mjs';
import { Download } from '../download.jsx';
import { namedBy } from '../forms/named.mjs';
import { Heading } from '../heading.jsx';
import { Trouble } from '../../parts/trouble.jsx';

const path = '/v1/reconciliation';

/** @param {{findings: any[]}} props */
function Findings({ findings }) {
    return (
        <div class="scroll" role="region" aria-label={t('shop.findings')} tabIndex={0}>
            <table>
                <caption class="unseen">{t('shop.findings')}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t('shop.finding')}</th>
                        <th scope="col">{t('shop.coupon')}</th>
                        <th scope="col">{t('shop.order')}</th>
                        <th scope="col">{t('shop.detail')}</th>
                    </tr>
                </thead>
                <tbody>
                    {findings.map(({ problem, coupon, order, detail }) => (
                        <tr>
                            <th scope="row">{namedBy('shop.finding')(problem)}</th>
                            <td class="mono">{coupon ?? '—'}</td>
                            <td>{order ?? '—'}</td>
                            <td lang="en">{detail}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** @param {{said: any}} props */
function Outcome({ said: { ok, coupons, changes, orders, at, findings, more } }) {
    const values = { coupons: number(coupons), changes: number(changes), orders: number(orders) };
    return (
        <>
            <p class={`note narrow ${ok ? 'good' : 'bad'}`}>
                {ok
                    ? t('shop.reconciled', values)
                    : t('shop.unreconciled', { ...values, count: findings.length })}
                {more && ` ${t('shop.findings.more')}`} · {dayAndTime(at)}
            </p>
            {!ok && <Findings findings={findings} />}
            <Download path={path} file="reconciliation.csv">
                {t('shop.csv')}
            </Download>
        </>
    );
}

export function Reconciliation() {
    const [busy, run] = useBusy();
    const [said, setSaid] = useState(/** @type {any} */ (null));
    const [trouble, setTrouble] = useState(/** @type {unknown} */ (null));
    const reconcile = async () => {
        try {
            setSaid((await insist(path, { timeoutMs: reportMs, onTrouble: setTrouble })).body);
            setTrouble(null);
        } catch (error) {
            setTrouble(refusalOf(error));
        }
    };
    return (
        <>
            <Heading>{t('shop.reconciliation')}</Heading>
            <p class="narrow">{t('shop.reconciliation.hint')}</p>
            <p class="actions">
                <button type="button" class="main" aria-disabled={busy} onClick={() => run(reconcile)}>
                    {t('shop.reconcile')}
                </button>
            </p>
            <Trouble error={trouble} />
            <div role="status">
                {busy && <p>{t('waiting')}</p>}
                {said && <Outcome said={said} />}
            </div>
        </>
    );
}
