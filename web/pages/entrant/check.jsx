// "Check it yourself": the draw again, here, from what was published, with one's own receipt.
import { useEffect, useRef, useState } from 'preact/hooks';
import { handReceipt } from '../audit/handed.mjs';
import { Checks, Verdict } from '../parts/report.jsx';
import { t } from '../texts/texts.mjs';
import workerAddress from './check.worker.mjs?worker';

/**
 * @typedef {import('./check.worker.mjs').Said} Said
 * @typedef {import('./check.worker.mjs').Checked} Checked
 */

/** Whether the published winners say the same of this entry as the service did. @param {{checked: Checked, won: boolean}} props */
function OwnLine({ checked: { report, isListedWinner }, won }) {
    if (report.verdict === 'unreadable') return null;
    if (isListedWinner === null) return <p>{t('self-check.no-receipt')}</p>;
    if (isListedWinner !== won) return <p class="note bad">{t('self-check.own-differs')}</p>;
    return <p>{won ? t('self-check.own-won') : t('self-check.own-lost')}</p>;
}

/** The audit page, with the receipt. @param {{round: string, receipt: string | null}} props */
function More({ round, receipt }) {
    const hand = () => receipt !== null && handReceipt(round, receipt);
    return (
        <p>
            <a class="button" href={`/audit#round=${round}`} onClick={hand}>
                {t('self-check.more')}
            </a>
        </p>
    );
}

/** @param {{said: Said, won: boolean}} props */
function Answer({ said, won }) {
    if ('failed' in said) return <p class="note bad">{t('trouble.refused', { detail: said.failed })}</p>;
    if ('progress' in said) {
        const { done, of, step } = said.progress;
        return (
            <>
                <p>{t('self-check.running')}</p>
                <progress max={of} value={done} aria-label={step} />
            </>
        );
    }
    return (
        <>
            <Verdict report={said.checked.report} />
            <OwnLine checked={said.checked} won={won} />
            <details>
                <summary>{t('self-check.each')}</summary>
                <Checks report={said.checked.report} />
                <p class="small soft">{t('self-check.limits')}</p>
            </details>
        </>
    );
}

/** @param {{round: string, entry: import('./standing.mjs').Entry | null, won: boolean}} props */
export function Check({ round, entry, won }) {
    const [said, setSaid] = useState(/** @type {Said | null} */ (null));
    const worker = useRef(/** @type {Worker | null} */ (null));
    const end = () => {
        worker.current?.terminate();
        worker.current = null;
    };
    useEffect(() => end, []);
    const receipt = entry !== null && entry.receipt !== null ? JSON.stringify(entry) : null;
    const running = said !== null && 'progress' in said;
    const start = () => {
        end();
        setSaid({ progress: { step: '', done: 0, of: 1 } });
        worker.current = new Worker(workerAddress, { type: 'module' });
        worker.current.addEventListener('message', ({ data }) => setSaid(data));
        worker.current.addEventListener('error', ({ message }) => setSaid({ failed: message }));
        worker.current.postMessage({
            address: `${location.origin}/v1/rounds/${round}/evidence`,
            entry: receipt,
        });
    };
    return (
        <section class="check-it" aria-labelledby="check">
            <h3 id="check">{t('self-check.title')}</h3>
            <p class="small">{t('self-check.explained')}</p>
            <button type="button" onClick={start} aria-disabled={running ? 'true' : undefined}>
                {t('self-check.do')}
            </button>
            <div role="status">{said !== null && <Answer said={said} won={won} />}</div>
            {said !== null && 'checked' in said && <More round={round} receipt={receipt} />}
        </section>
    );
}
