// Where one's ticket fell, and up to where tickets won: tickets are numbers below 2^256, all equally likely.
import { number } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { digitsToTell } from './digits.mjs';

const [width, height, barTop, barHeight] = [320, 56, 22, 18];

/** @param {string} hex 32 bytes @returns {number} of 0 to 1 */
const share = (hex) => Number.parseInt(hex.slice(0, 13), 16) / 2 ** 52;

/** @param {number} part @param {number} [digits] */
const percent = (part, digits = 3) => number(part, { style: 'percent', maximumSignificantDigits: digits });

/** Few win: then the picture shows the part that matters. @param {number} ticket @param {number} cutoff */
function lengthOf(ticket, cutoff) {
    const enough = Math.max(5 * cutoff, 1.1 * ticket);
    return enough > 0.5 ? 1 : enough;
}

/** @param {{ticket: string, cutoff: string, won: boolean, all: boolean}} props `all`: whether everybody won */
export function TicketPicture({ ticket, cutoff, won, all }) {
    const [own, last] = [share(ticket), all ? 1 : share(cutoff)];
    const length = lengthOf(own, last);
    const x = (/** @type {number} */ part) => (width * part) / length;
    const digits = digitsToTell(own, last);
    const words = { ticket: percent(own, digits), cutoff: percent(last, digits) };
    const sentence = t(all ? 'ticket.all' : won ? 'ticket.won' : 'ticket.lost', words);
    const tip = Math.min(width - 6, Math.max(6, x(own)));
    return (
        <figure class="ticket">
            <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={sentence}>
                <rect class="all" x="0" y={barTop} width={width} height={barHeight} rx="3" />
                <rect
                    class="winning"
                    x="0"
                    y={barTop}
                    width={Math.max(2, x(last))}
                    height={barHeight}
                    rx="3"
                />
                <path class="own" d={`M${tip - 6} 4h12l-6 10z M${tip - 1} 12h2v${barHeight + 16}h-2z`} />
            </svg>
            <div class="scale small soft number" aria-hidden="true">
                <span>{number(0)}</span>
                <span>{percent(length)}</span>
            </div>
            <figcaption>
                {sentence} <span class="soft">{t('ticket.explained')}</span>
            </figcaption>
        </figure>
    );
}
