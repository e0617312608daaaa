// One's own coupons, the newest first.
import { useRef } from 'preact/hooks';
import { describeBenefit } from '../parts/benefit.mjs';
import { useSeen } from '../parts/use.mjs';
import { usePages } from '../parts/use_pages.mjs';
import { day } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { CouponCode } from './coupon_code.jsx';
import { ListState, More } from './list.jsx';
import { useNews } from './news.mjs';

/**
 * @typedef {object} Coupon what GET /v1/me/coupons says of one; the members used here
 * @property {string} code
 * @property {'available' | 'held' | 'used' | 'expired'} status
 * @property {string | null} title
 * @property {string | null} currency
 * @property {import('../parts/benefit.mjs').Benefit | null} benefit
 * @property {string | null} round
 * @property {string | null} expires_at
 */

/** @param {{coupon: Coupon}} props */
function Row({ coupon: { code, status, title, currency, benefit, round, expires_at: expires } }) {
    return (
        <li class={`coupon ${status}`} tabIndex={-1}>
            {title !== null && <strong>{title}</strong>}
            {benefit !== null && currency !== null && (
                <p class="small">{describeBenefit(benefit, currency)}</p>
            )}
            <CouponCode code={code} />
            <p class="soft small">
                {t(`coupon.${status}`)}
                {expires !== null && <> · {t('coupon.until', { day: day(expires) })}</>}
                {round !== null && <> · {round}</>}
            </p>
        </li>
    );
}

export function Wallet() {
    const [element, seen] = useSeen();
    const rows = useRef(/** @type {HTMLUListElement | null} */ (null));
    /** @type {import('../parts/use_pages.mjs').Pages<Coupon>} */
    const pages = usePages(seen ? '/v1/me/coupons?limit=5' : null, 'coupons', [useNews()]);
    return (
        <section aria-labelledby="wallet" ref={element}>
            <h2 id="wallet">{t('wallet.title')}</h2>
            <ListState pages={pages} none="wallet.none" />
            <ul class="rows" ref={rows}>
                {pages.items?.map((coupon) => (
                    <Row key={coupon.code} coupon={coupon} />
                ))}
            </ul>
            <More pages={pages} rows={rows} />
        </section>
    );
}
