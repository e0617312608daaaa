// Pictures of a draw that a person can judge: where the tickets fell and where the cutoff lies, and who won in
// the order of tags. Beside each the same in words and numbers.
import { useMemo } from 'preact/hooks';
import { Chart } from '../parts/chart.jsx';
import { number } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { histogram, percent, scatter, scatterData } from './plots.mjs';

/** @typedef {import('../auditing/picture.mjs').Picture} Picture */

/** @param {{kinds: ('won' | 'lost' | 'cutoff' | 'odd' | 'own' | null | false)[]}} props */
function Legend({ kinds }) {
    return (
        <ul class="legend small">
            {kinds.map((kind) => kind && <li class={kind}>{t(`audit.picture.${kind}`)}</li>)}
        </ul>
    );
}

/** @param {{picture: Picture, of: 'tickets' | 'winners'}} props */
function Numbers({ picture: { tenths, shown }, of }) {
    const tenth = of === 'tickets' ? shown / 10 : 1 / 10;
    return (
        <details>
            <summary>{t('audit.picture.numbers')}</summary>
            <table class="small">
                <thead>
                    <tr>
                        <th scope="col">
                            {t(of === 'tickets' ? 'audit.picture.ticket' : 'audit.picture.order')}
                        </th>
                        <th scope="col" class="number">
                            {t('audit.entries')}
                        </th>
                        {of === 'winners' && (
                            <th scope="col" class="number">
                                {t('audit.winners')}
                            </th>
                        )}
                    </tr>
                </thead>
                <tbody>
                    {tenths.map(({ tickets, entries, winners }, i) => (
                        <tr key={i}>
                            <th scope="row">{`${percent(i * tenth)} – ${percent((i + 1) * tenth)}`}</th>
                            <td class="number">{number(of === 'tickets' ? tickets : entries)}</td>
                            {of === 'winners' && <td class="number">{number(winners)}</td>}
                        </tr>
                    ))}
                </tbody>
            </table>
        </details>
    );
}

/** @param {{picture: Picture}} props */
function Tickets({ picture }) {
    const { bins, cutoff, own, shown } = picture;
    const data = useMemo(() => {
        const from = bins.tickets.map((_, i) => (i * shown) / bins.tickets.length);
        return /** @type {import('uplot').AlignedData} */ ([from, bins.tickets, bins.won]);
    }, [picture]);
    const label = t('audit.picture.tickets.label', {
        parts: bins.tickets.length,
        least: Math.min(...bins.tickets),
        most: Math.max(...bins.tickets),
        cutoff: cutoff === null ? '–' : percent(cutoff),
    });
    return (
        <figure class="bars">
            <figcaption>
                <h3>{t('audit.picture.tickets')}</h3>
                <p class="small soft">
                    {t('audit.picture.tickets.what')}{' '}
                    {shown < 1 && t('audit.picture.shown', { part: percent(shown) })}
                </p>
            </figcaption>
            <Chart make={histogram(picture)} data={data} label={label} />
            <Legend kinds={['won', 'lost', cutoff !== null && 'cutoff', own && own.ticket < shown && 'own']} />
            <Numbers picture={picture} of="tickets" />
        </figure>
    );
}

/** @param {{picture: Picture}} props */
function Winners({ picture }) {
    const { entries, winners, odd, each, cutoff, own } = picture;
    const data = useMemo(() => scatterData(picture), [picture]);
    return (
        <figure>
            <figcaption>
                <h3>{t('audit.picture.winners')}</h3>
                <p class="small soft">
                    {t('audit.picture.winners.what')} {each > 1 && t('audit.picture.each', { each, entries })}
                </p>
            </figcaption>
            <Chart
                make={scatter(picture)}
                data={data}
                label={t('audit.picture.winners.label', { entries, winners, odd })}
            />
            <Legend kinds={['won', 'lost', cutoff !== null && 'cutoff', odd > 0 && 'odd', own && 'own']} />
            <Numbers picture={picture} of="winners" />
        </figure>
    );
}

/** @param {{picture: Picture}} props */
export function Pictures({ picture }) {
    const { cutoff, odd, own } = picture;
    return (
        <section class="sheet" aria-labelledby="pictures">
            <h2 id="pictures">{t('audit.pictures')}</h2>
            <p>
                {cutoff === null
                    ? t('audit.picture.nobody')
                    : t('audit.picture.rule', { cutoff: percent(cutoff) })}
            </p>
            {odd > 0 && <p class="note bad">{t('audit.picture.odd.note', { count: odd })}</p>}
            {own && (
                <p class="note">
                    {t(own.won ? 'audit.picture.own.won' : 'audit.picture.own.lost', {
                        ticket: percent(own.ticket),
                    })}{' '}
                    <code class="breakable">{own.hex}</code>
                </p>
            )}
            <div class="pictures">
                <Tickets picture={picture} />
                <Winners picture={picture} />
            </div>
        </section>
    );
}
