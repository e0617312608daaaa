// What became of an entry: the coupon, the ticket, and the way to check it.
import { Check } from './check.jsx';
import { CouponCode } from './coupon_code.jsx';
import { TicketPicture } from './ticket_picture.jsx';
import { day } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';

/**
 * @typedef {import('./rounds.mjs').Round} Round
 * @typedef {import('./standing.mjs').Mine} Mine
 * @typedef {import('./standing.mjs').Standing} Standing
 */

/** @param {{mine: Mine}} props */
function Coupon({ mine: { result, coupon } }) {
    const won = result?.coupon ?? coupon;
    if (!won) return null;
    return (
        <div class="coupon">
            <CouponCode code={won.code} />
            {won.expires_at !== null && (
                <p class="soft small">{t('coupon.until', { day: day(won.expires_at) })}</p>
            )}
        </div>
    );
}

/** @param {{round: Round, mine: Mine, standing: Standing}} props */
export function Outcome({ round, mine, standing }) {
    const { result } = mine;
    const { entries, winners } = round.counts;
    const isDrawn = standing === 'won' || standing === 'lost' || standing === 'disqualified';
    if (!isDrawn) return null;
    return (
        <>
            {standing === 'won' && <Coupon mine={mine} />}
            {entries !== null && winners !== null && (
                <p>{t('outcome.counts', { count: entries, winners })}</p>
            )}
            {result?.ticket && result.cutoff && standing !== 'disqualified' && (
                <TicketPicture
                    ticket={result.ticket}
                    cutoff={result.cutoff}
                    won={standing === 'won'}
                    all={winners !== null && winners === entries}
                />
            )}
            {round.kind === 'draw' && (
                <Check round={round.round} entry={mine.entry} won={standing === 'won'} />
            )}
        </>
    );
}
