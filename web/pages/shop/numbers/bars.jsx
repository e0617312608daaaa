// Counts side by side: a group of bars for each thing, a bar of its own colour for each count.
import { axis } from '../../parts/chart.jsx';
import { Plot, counting } from '../plot.jsx';

const series = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5'];
const colourOf = (/** @type {number} */ index) => series[index].replace('series-5', 'chart-ink');
// In px: beside the axis, and for a group.
const axisWidth = 90;
const groupWidth = { least: 110, most: 280 };

/** A bar's place: groups follow one another with a gap of one bar. @param {number} group @param {number} count */
const placesOf = (group, count) => Array.from({ length: count }, (_, index) => group * (count + 1) + index);

/**
 * @param {object} props
 * @param {string} props.caption
 * @param {string} props.label what it shows, for who cannot see it
 * @param {string[]} props.groups
 * @param {{name: string, values: number[]}[]} props.counts each with a value for each group; five at most
 */
export function Bars({ caption, label, groups, counts }) {
    const places = groups.flatMap((_, group) => placesOf(group, counts.length));
    const rows = counts.map(({ values }, index) =>
        places.map((place) => {
            const group = Math.floor(place / (counts.length + 1));
            return place % (counts.length + 1) === index ? values[group] : null;
        }),
    );
    const middles = groups.map((_, group) => group * (counts.length + 1) + (counts.length - 1) / 2);
    const most = places.at(-1) ?? 0;
    return (
        <Plot
            key={groups.join()}
            caption={caption}
            label={label}
            legend={counts.map(({ name }, index) => ({ name, series: series[index] }))}
            widths={[
                axisWidth + groups.length * groupWidth.least,
                axisWidth + groups.length * groupWidth.most,
            ]}
            data={/** @type {any} */ ([places, ...rows])}
            make={(UPlot, colour) => ({
                scales: {
                    x: { time: false, range: [-1, most + 1] },
                    y: { range: (_, __, greatest) => [0, Math.max(1, (greatest || 0) * 1.1)] },
                },
                axes: [
                    axis(colour, {
                        splits: () => middles,
                        values: () => groups,
                        grid: { show: false },
                    }),
                    axis(colour, { ...counting, size: 70 }),
                ],
                series: [
                    {},
                    ...counts.map((_, index) => ({
                        fill: colour(colourOf(index)),
                        points: { show: false },
                        paths: UPlot.paths.bars?.({ size: [0.9, 48] }),
                    })),
                ],
            })}
        />
    );
}
