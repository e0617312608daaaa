// What a coupon takes off, in words.
import { money, number } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';

/**
 * @typedef {{kind: 'amount_off', amount: number, threshold?: number | null}
 *     | {kind: 'percent_off', basis_points: number, cap?: number | null, threshold?: number | null}
 *     | {kind: 'free_shipping', cap?: number | null, threshold?: number | null}
 *     | {kind: 'buy_x_get_y', buy: number, get: number, times?: number | null}
 *     | {kind: 'free_item', product: string, quantity: number, threshold?: number | null}} Benefit
 */

/** @param {Benefit} benefit @param {string} currency */
function whatIsOff(benefit, currency) {
    switch (benefit.kind) {
        case 'amount_off':
            return t('benefit.amount', { amount: money(benefit.amount, currency) });
        case 'percent_off':
            return t('benefit.percent', {
                percent: number(benefit.basis_points / 10_000, {
                    style: 'percent',
                    maximumFractionDigits: 2,
                }),
            });
        case 'free_shipping':
            return t('benefit.shipping');
        case 'buy_x_get_y':
            return t('benefit.buy', { buy: benefit.buy, get: benefit.get });
        case 'free_item':
            return t('benefit.item', { count: benefit.quantity, product: benefit.product });
    }
}

/** @param {Benefit} benefit @param {string} currency ISO 4217 @returns {string} */
export function describeBenefit(benefit, currency) {
    const words = [whatIsOff(benefit, currency)];
    if ('cap' in benefit && benefit.cap)
        words.push(t('benefit.cap', { amount: money(benefit.cap, currency) }));
    if ('threshold' in benefit && benefit.threshold)
        words.push(t('benefit.threshold', { amount: money(benefit.threshold, currency) }));
    return words.join(t('benefit.and'));
}
