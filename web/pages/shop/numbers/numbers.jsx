// What became of all coupons.
import { t } from '../../texts/texts.mjs';
import { useReport } from '../answers.mjs';
import { Heading } from '../heading.jsx';
import { Trouble } from '../../parts/trouble.jsx';
import { CouponCounts } from './coupon_counts.jsx';

const path = '/v1/statistics';

export function Numbers() {
    const { body, trouble, again } = useReport(path);
    return (
        <>
            <Heading>{t('shop.numbers')}</Heading>
            <Trouble error={trouble} />
            {body === null && trouble === null && <p>{t('waiting')}</p>}
            {body && <CouponCounts templates={body.templates} path={path} file="coupons.csv" />}
            <p class="actions">
                <button type="button" onClick={again}>
                    {t('shop.again')}
                </button>
            </p>
        </>
    );
}
