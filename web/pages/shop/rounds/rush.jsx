// How the rush goes: entries per second as bars, and all of them so far as a line.
import { axis } from '../../parts/chart.jsx';
import { clockTime } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { Plot, counting } from '../plot.jsx';
import { stepsOf } from './by_second.mjs';

const waiting = ['announced', 'reserving', 'reserved'];

/** @param {{statistics: any, at: number, round: any}} props `at`: when these were the statistics, in Unix ms */
export function Rush({ statistics, at, round }) {
    if (waiting.includes(round.state)) return null;
    const { stepS, times, entries, totals } = stepsOf(statistics.entries_by_second, round.enter, at);
    const most = Math.max(0, ...entries.map(Number));
    const each = stepS === 1 ? 'shop.rush.second' : 'shop.rush.step';
    const names = [t(each, { count: stepS }), t('shop.rush.total')];
    return (
        <section aria-labelledby="rush">
            <h2 id="rush">{t('shop.rush')}</h2>
            <Plot
                label={t(`${each}.label`, { total: statistics.entries, most, count: stepS })}
                legend={[
                    { name: names[0], series: 'series-1' },
                    { name: names[1], series: 'series-4' },
                ]}
                data={/** @type {any} */ ([times, entries, totals])}
                make={(UPlot, colour) => ({
                    scales: { x: { time: true }, y: { range: fromNought }, total: { range: fromNought } },
                    axes: [
                        axis(colour, {
                            values: (_, splits) => splits.map((second) => clockTime(second * 1000)),
                            space: 80,
                        }),
                        axis(colour, { ...counting }),
                        axis(colour, {
                            scale: 'total',
                            side: 1,
                            ...counting,
                            grid: { show: false },
                            size: 70,
                        }),
                    ],
                    series: [
                        {},
                        {
                            fill: colour('series-1'),
                            points: { show: false },
                            paths: UPlot.paths.bars?.({ size: [0.9, 40], align: 1 }),
                        },
                        {
                            scale: 'total',
                            stroke: colour('series-4'),
                            width: 2,
                            points: { show: false },
                            paths: UPlot.paths.stepped?.({ align: 1 }),
                        },
                    ],
                })}
            />
        </section>
    );
}

/** @param {unknown} _ @param {number} __ @param {number} most @returns {[number, number]} */
const fromNought = (_, __, most) => [0, Math.max(1, (most || 0) * 1.1)];
