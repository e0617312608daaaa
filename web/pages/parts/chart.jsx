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
 * `label` says in words what there is to see. A new chart is made when `data` is another.
 * @param {{make: Make, data: import('uplot').AlignedData, label: string, height?: number}} props
 */
export function Chart({ make, data, label, height = 280 }) {
    const place = useRef(/** @type {HTMLDivElement | null} */ (null));
    const latest = useRef(make);
    latest.current = make;
    useEffect(() => {
        const element = /** @type {HTMLDivElement} */ (place.current);
        /** @type {import('uplot') | null} */
        let plot = null;
        let ended = false;
        const draw = async () => {
            const { default: UPlot } = await import('uplot');
            if (ended) return;
            plot?.destroy();
            const style = getComputedStyle(element);
            const options = latest.current(UPlot, (name) => style.getPropertyValue(`--${name}`));
            plot = new UPlot({ width: element.clientWidth, height, ...options }, data, element);
        };
        const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
        const end = onLookChange(draw);
        draw().then(() => resized.observe(element));
        return () => {
            ended = true;
            resized.disconnect();
            end();
            plot?.destroy();
        };
    }, [data, language()]);
    return <div class="chart" ref={place} role="img" aria-label={label} />;
}
