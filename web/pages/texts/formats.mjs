// Times, numbers and money as the reader writes them.
import { locale } from './texts.mjs';

/** @param {string | number} time RFC 3339 or Unix ms @param {Intl.DateTimeFormatOptions} options */
function format(time, options) {
    return new Intl.DateTimeFormat(locale(), options).format(new Date(time));
}

/** "23:00:00" @param {string | number} time */
export const clockTime = (time) => format(time, { timeStyle: 'medium', hourCycle: 'h23' });

/** "Sat, 21 Nov, 23:00" @param {string | number} time */
export const dayAndTime = (time) =>
    format(time, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
    });

/** "21 Nov 2026, 23:00:00" @param {string | number} time */
export const exactTime = (time) =>
    format(time, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });

/** "21 November 2026" @param {string | number} time */
export const day = (time) => format(time, { dateStyle: 'long' });

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export const number = (value, options) => value.toLocaleString(locale(), options);

/** "one, two and three" @param {string[]} words */
export const list = (words) => new Intl.ListFormat(locale()).format(words);

/** @param {number} minor in the currency's smallest unit @param {string} currency ISO 4217 */
export function money(minor, currency) {
    const style = new Intl.NumberFormat(locale(), {
        style: 'currency',
        currency,
        // @ts-expect-error known to browsers, not yet to TypeScript's ES2022
        trailingZeroDisplay: 'stripIfInteger',
    });
    return style.format(minor / 10 ** (style.resolvedOptions().maximumFractionDigits ?? 2));
}

/** "4:05", or "1:04:05" from an hour on; never negative. @param {number} ms */
export function countdown(ms) {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
    const hours = Math.floor(seconds / 3600);
    return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0/, '');
}
