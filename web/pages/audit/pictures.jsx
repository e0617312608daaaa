// Pictures of a draw that a person can judge: where the tickets fell and where the cutoff lies, and who won in the order
// of tags. Beside each the same in words and numbers.
import { useMemo } from 'preact/hooks';
import { axis, Chart } from '../parts/chart.jsx';
import { number } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';

/**
 * @typedef {import('./picture.mjs').Picture} Picture
 * @typedef {import('../parts/chart.jsx').Make} Make
 */

const percent = (/** @type {number} */ part) => number(part, { style: 'percent', maximumFractionDigits: 1 });

/** A line across a chart. @param {import('uplot')} plot @param {'x' | 'y'} scale @param {number} value @param {string} colour */
function drawLine(plot, scale, value, colour) {
    const { ctx, bbox } = plot;
    const at = Math.round(plot.valToPos(value, scale, true));
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    if (scale === 'x') {
        ctx.moveTo(at, bbox.top);
        ctx.lineTo(at, bbox.top + bbox.height);
    } else {
        ctx.moveTo(bbox.left, at);
        ctx.lineTo(bbox.left + bbox.width, at);
    }
    ctx.stroke();
    ctx.restore();
}

/** @param {Picture} picture @returns {Make} */
const histogram = (picture) => (UPlot, colour) => {
    const bars = UPlot.paths.bars?.({ size: [1, Infinity], align: 1, gap: 1 });
    const most = Math.max(...picture.bins.tickets);
    return {
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false, range: [0, 1] }, y: { range: [0, Math.max(1, most * 1.1)] } },
        axes: [
            axis(colour, { label: t('audit.picture.ticket'), values: (_, splits) => splits.map(percent) }),
            axis(colour, { label: t('audit.picture.entries'), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1e4, 1e5, 1e6] }),
        ],
        series: [
            {},
            { paths: bars, points: { show: false }, fill: colour('chart-grid'), stroke: colour('chart-ink') },
            { paths: bars, points: { show: false }, fill: colour('series-1'), stroke: colour('series-1') },
        ],
        hooks: {
            draw: [
                (plot) => {
                    const { cutoff, entries, bins, own } = picture;
                    drawLine(plot, 'y', entries / bins.tickets.length, colour('chart-ink'));
                    if (cutoff !== null) drawLine(plot, 'x', cutoff, colour('series-4'));
                    if (own) drawLine(plot, 'x', own.ticket, colour('series-3'));
                },
            ],
        },
    };
};

/** One dot a point. @param {string} colour @param {number} size @returns {import('uplot').Series} */
const dots = (colour, size) => ({
    paths: () => null,
    points: { show: true, size, fill: colour, stroke: colour, width: 1 },
});

/** @param {Picture} picture @returns {Make} */
const scatter = (picture) => (_, colour) => ({
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0, picture.entries + 1] }, y: { range: [0, 1] } },
    axes: [
        axis(colour, { label: t('audit.picture.order'), values: (_, splits) => splits.map((split) => number(split)) }),
        axis(colour, { label: t('audit.picture.ticket'), values: (_, splits) => splits.map(percent) }),
    ],
    series: [{}, dots(colour('chart-ink'), 3), dots(colour('series-1'), 4), dots(colour('series-2'), 9), dots(colour('series-3'), 12)],
    hooks: {
        draw: [
            (plot) => {
                if (picture.cutoff !== null) drawLine(plot, 'y', picture.cutoff, colour('series-4'));
            },
        ],
    },
});

/** @param {Picture} picture @returns {import('uplot').AlignedData} */
function scatterData({ points, own }) {
    const all = own && !points.some(({ position }) => position === own.position) ? [...points, own] : points;
    const sorted = [...all].sort((a, b) => a.position - b.position);
    const where = (/** @type {(point: typeof points[0]) => boolean} */ is) =>
        sorted.map((point) => (is(point) ? point.ticket : null));
    return [
        sorted.map(({ position }) => position),
        where(({ won, odd }) => !won && !odd),
        where(({ won, odd }) => won && !odd),
        where(({ odd }) => odd),
        where(({ position }) => position === own?.position),
    ];
}

/** @param {{kinds: ('won' | 'lost' | 'cutoff' | 'odd' | 'own' | null | false)[]}} props */
function Legend({ kinds }) {
    return (
        <ul class="legend small">
            {kinds.map((kind) => kind && <li class={kind}>{t(`audit.picture.${kind}`)}</li>)}
        </ul>
    );
}

/** @param {{picture: Picture, of: 'tickets' | 'winners'}} props */
function Numbers({ picture: { tenths }, of }) {
    return (
        <details>
            <summary>{t('audit.picture.numbers')}</summary>
            <table class="small">
                <thead>
                    <tr>
                        <th scope="col">{t(of === 'tickets' ? 'audit.picture.ticket' : 'audit.picture.order')}</th>
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
                            <th scope="row">{`${percent(i / 10)} – ${percent((i + 1) / 10)}`}</th>
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
    const { bins, cutoff, own } = picture;
    const data = useMemo(() => {
        const from = bins.tickets.map((_, i) => i / bins.tickets.length);
        return /** @type {import('uplot').AlignedData} */ ([from, bins.tickets, bins.won]);
    }, [picture]);
    const label = t('audit.picture.tickets.label', {
        parts: bins.tickets.length,
        least: Math.min(...bins.tickets),
        most: Math.max(...bins.tickets),
        cutoff: cutoff === null ? '–' : percent(cutoff),
    });
    return (
        <figure>
            <figcaption>
                <h3>{t('audit.picture.tickets')}</h3>
                <p class="small soft">{t('audit.picture.tickets.what')}</p>
            </figcaption>
            <Chart make={histogram(picture)} data={data} label={label} />
            <Legend kinds={['won', 'lost', cutoff !== null && 'cutoff', own && 'own']} />
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
            <Chart make={scatter(picture)} data={data} label={t('audit.picture.winners.label', { entries, winners, odd })} />
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
            <p>{cutoff === null ? t('audit.picture.nobody') : t('audit.picture.rule', { cutoff: percent(cutoff) })}</p>
            {odd > 0 && <p class="note bad">{t('audit.picture.odd.note', { count: odd })}</p>}
            {own && (
                <p class="note">
                    {t(own.won ? 'audit.picture.own.won' : 'audit.picture.own.lost', { ticket: percent(own.ticket) })}{' '}
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
