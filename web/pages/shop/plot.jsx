// A plot by uPlot, which is loaded when the first one is shown; in the page's own colours, and as wide as there is room.
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { language } from '../texts/texts.mjs';

/** @typedef {Record<string, string>} Colours by the names of the look's custom properties, without their dashes */

const height = 260;
const names = ['series-1', 'series-2', 'series-3', 'series-4', 'chart-ink', 'chart-grid'];

/** @returns {Colours} */
function coloursNow() {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)]));
}

/** The colours; renders again when the look changes. */
function useColours() {
    const [, again] = useReducer((count) => count + 1, 0);
    useEffect(() => {
        const device = matchMedia('(prefers-color-scheme: dark)');
        const changed = () => again(null);
        const chosen = new MutationObserver(changed);
        chosen.observe(document.documentElement, { attributeFilter: ['data-look'] });
        device.addEventListener('change', changed);
        return () => {
            chosen.disconnect();
            device.removeEventListener('change', changed);
        };
    }, []);
    return coloursNow();
}

/** What all axes have. @param {Colours} colours @param {Partial<import('uplot').Axis>} axis @returns {import('uplot').Axis} */
export const axisIn = (colours, axis) => ({
    stroke: colours['chart-ink'],
    grid: { stroke: colours['chart-grid'], width: 1 },
    ticks: { stroke: colours['chart-grid'], width: 1 },
    ...axis,
});

/**
 * @param {object} props
 * @param {string} [props.caption]
 * @param {string} props.label what it shows, for who cannot see it
 * @param {{name: string, series: string}[]} props.legend
 * @param {import('uplot').AlignedData} props.data
 * @param {number} [props.leastWidth] in px; it scrolls where there is less room
 * @param {number} [props.mostWidth] in px
 * @param {(uPlot: typeof import('uplot'), colours: Colours) => Omit<import('uplot').Options, 'width' | 'height'>}
 *     props.options
 */
export function Plot({ caption, label, legend, data, leastWidth = 0, mostWidth = Infinity, options }) {
    const place = useRef(/** @type {HTMLDivElement | null} */ (null));
    const plot = useRef(/** @type {import('uplot') | null} */ (null));
    const latest = useRef(data);
    latest.current = data;
    const colours = useColours();
    useEffect(() => {
        const element = /** @type {HTMLDivElement} */ (place.current);
        const widthNow = () => Math.min(Math.max(element.clientWidth, leastWidth), mostWidth);
        const resized = new ResizeObserver(() => plot.current?.setSize({ width: widthNow(), height }));
        let ended = false;
        import('uplot').then(({ default: UPlot }) => {
            if (ended) return;
            const all = { width: widthNow(), height, legend: { show: false }, cursor: { show: false } };
            plot.current = new UPlot({ ...all, ...options(UPlot, colours) }, latest.current, element);
            resized.observe(element);
        });
        return () => {
            ended = true;
            resized.disconnect();
            plot.current?.destroy();
            plot.current = null;
        };
    }, [JSON.stringify(colours), language(), leastWidth]);
    useEffect(() => plot.current?.setData(data), [data]);
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
            <div class="plot" role="img" aria-label={label} ref={place} />
        </figure>
    );
}
