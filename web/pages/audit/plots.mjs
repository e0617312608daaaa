// The charts of a draw, for uPlot: a histogram of the tickets, and a dot for each entry.
import { axis } from '../parts/chart.jsx';
import { number } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';

/**
 * @typedef {import('../auditing/picture.mjs').Picture} Picture
 * @typedef {import('../parts/chart.jsx').Make} Make
 */

export const percent = (/** @type {number} */ part) =>
    number(part, { style: 'percent', maximumSignificantDigits: 3 });

/**
 * A line across a chart.
 * @param {import('uplot')} plot @param {'x' | 'y'} scale @param {number} value @param {string} colour
 */
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
export const histogram = (picture) => (UPlot, colour) => {
    const bars = UPlot.paths.bars?.({ size: [1, Infinity], align: 1, gap: 1 });
    const most = Math.max(...picture.bins.tickets);
    return {
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false, range: [0, picture.shown] }, y: { range: [0, Math.max(1, most * 1.1)] } },
        axes: [
            axis(colour, { label: t('audit.picture.ticket'), values: (_, splits) => splits.map(percent) }),
            axis(colour, {
                label: t('audit.picture.entries'),
                incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1e4, 1e5, 1e6],
            }),
        ],
        series: [
            {},
            { paths: bars, points: { show: false }, fill: colour('chart-grid'), stroke: colour('chart-ink') },
            { paths: bars, points: { show: false }, fill: colour('series-1'), stroke: colour('series-1') },
        ],
        hooks: {
            draw: [
                (plot) => {
                    const { cutoff, entries, bins, own, shown } = picture;
                    drawLine(plot, 'y', (shown * entries) / bins.tickets.length, colour('chart-ink'));
                    if (cutoff !== null) drawLine(plot, 'x', cutoff, colour('series-4'));
                    if (own && own.ticket < shown) drawLine(plot, 'x', own.ticket, colour('series-3'));
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
export const scatter = (picture) => (_, colour) => ({
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0, picture.entries + 1] }, y: { range: [0, 1] } },
    axes: [
        axis(colour, {
            label: t('audit.picture.order'),
            values: (_, splits) => splits.map((split) => number(split)),
        }),
        axis(colour, { label: t('audit.picture.ticket'), values: (_, splits) => splits.map(percent) }),
    ],
    series: [
        {},
        dots(colour('chart-ink'), 3),
        dots(colour('series-1'), 4),
        dots(colour('series-2'), 9),
        dots(colour('series-3'), 12),
    ],
    hooks: {
        draw: [
            (plot) => {
                if (picture.cutoff !== null) drawLine(plot, 'y', picture.cutoff, colour('series-4'));
            },
        ],
    },
});

/** @param {Picture} picture @returns {import('uplot').AlignedData} */
export function scatterData({ points, own }) {
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
