// A chart by uPlot, in the colours of the look that is shown and as wide as there is room.
import { useEffect, useRef } from 'preact/hooks';
import { language } from '../texts/texts.mjs';

/**
 * @typedef {(name: string) => string} Colour by a custom property's name: `series-1`, `chart-ink` …
 * @typedef {(uPlot: typeof import('uplot'), colour: Colour) =>
 *     Omit<import('uplot').Options, 'width' | 'height'>} Make
 */

/** Calls back when the look changes, by the reader or by the device. @param {() => void} listener */
function onLookChange(listener) {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', listener);
    const observer = new MutationObserver(listener);
    observer.observe(document.documentElement, { attributeFilter: ['data-look'] });
    return () => {
        dark.removeEventListener('change', listener);
        observer.disconnect();
    };
}

/**
 * An axis in the look's colours.
 * @param {Colour} colour @param {import('uplot').Axis} axis @returns {import('uplot').Axis}
 */
export function axis(colour, { grid, ticks, ...rest }) {
    const line = { stroke: colour('chart-grid'), width: 1 };
    return { stroke: colour('chart-ink'), grid: { ...line, ...grid }, ticks: { ...line, ...ticks }, ...rest };
}

/**
 * `label` says in words what there is to see. A new chart is made when `data` is another; where it is `live`, the same
 * one shows it. `widths` are the least, for which it scrolls, and the most, in px.
 * @param {{make: Make, data: import('uplot').AlignedData, label: string, height?: number, live?: boolean,
 *     widths?: [number, number]}} props
 */
export function Chart({ make, data, label, height = 280, live = false, widths = [0, Infinity] }) {
    const place = useRef(/** @type {HTMLDivElement | null} */ (null));
    const plot = useRef(/** @type {import('uplot') | null} */ (null));
    const latest = useRef({ make, data });
    latest.current = { make, data };
    useEffect(() => {
        const element = /** @type {HTMLDivElement} */ (place.current);
        const size = () => ({ width: Math.min(Math.max(element.clientWidth, widths[0]), widths[1]), height });
        let ended = false;
        const draw = async () => {
            const { default: UPlot } = await import('uplot');
            if (ended) return;
            plot.current?.destroy();
            const style = getComputedStyle(element);
            const options = latest.current.make(UPlot, (name) => style.getPropertyValue(`--${name}`));
            plot.current = new UPlot({ ...size(), ...options }, latest.current.data, element);
        };
        const resized = new ResizeObserver(() => plot.current?.setSize(size()));
        const end = onLookChange(draw);
        draw().then(() => resized.observe(element));
        return () => {
            ended = true;
            resized.disconnect();
            end();
            plot.current?.destroy();
            plot.current = null;
        };
    }, [live || data, language(), ...widths]);
    useEffect(() => {
        if (live) plot.current?.setData(data);
    }, [data]);
    return <div class="chart" ref={place} role="img" aria-label={label} />;
}
