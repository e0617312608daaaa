// A chart that goes on while it is looked at, with what its colours stand for.
import { Chart } from '../parts/chart.jsx';
import { number } from '../texts/formats.mjs';

/**
 * @param {object} props
 * @param {string} [props.caption]
 * @param {string} props.label what it shows, for who cannot see it
 * @param {{name: string, series: string}[]} props.legend
 * @param {import('uplot').AlignedData} props.data
 * @param {[number, number]} [props.widths]
 * @param {import('../parts/chart.jsx').Make} props.make
 */
export function Plot({ caption, label, legend, data, widths, make }) {
    const bare = { legend: { show: false }, cursor: { show: false } };
    return (
        <figure>
            {caption && <figcaption>{caption}</figcaption>}
            <ul class="legend" aria-hidden="true">
                {legend.map(({ name, series }) => (
                    <li key={name} class={series}>
                        {name}
                    </li>
                ))}
            </ul>
            <Chart
                live
                label={label}
                data={data}
                widths={widths}
                make={(uPlot, colour) => ({ ...bare, ...make(uPlot, colour) })}
            />
        </figure>
    );
}

const wholes = [1, 2, 5]
    .flatMap((digit) => Array.from({ length: 10 }, (_, power) => digit * 10 ** power))
    .sort((a, b) => a - b);

/** An axis of what is counted, and of which there are no halves. @type {import('uplot').Axis} */
export const counting = {
    values: (_, splits) => splits.map((split) => number(split)),
    incrs: wholes,
};
