// The operator's signed promise that an entry was taken: to be kept, because nothing else shows that it was left out.
import { clockTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';

/** @param {string} name @param {string} text */
function download(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    // The browser takes its own copy once the download has begun.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {{round: import('./rounds.mjs').Round, entry: import('./standing.mjs').Entry}} props */
export function Receipt({ round: { round }, entry }) {
    return (
        <section class="receipt" aria-labelledby="receipt">
            <h3 id="receipt">{t('receipt.title')}</h3>
            <p class="small">{t('receipt.explained')}</p>
            <dl class="facts small">
                <dt>{t('receipt.received')}</dt>
                <dd class="number">{clockTime(entry.received_at)}</dd>
                <dt>{t('receipt.tag')}</dt>
                <dd class="mono">{entry.tag}</dd>
            </dl>
            <button type="button" onClick={() => download(`receipt-${round}.json`, JSON.stringify(entry))}>
                {t('receipt.save')}
            </button>
        </section>
    );
}
