// A coupon's code, large, with a way to copy it.
import { useState } from 'preact/hooks';
import { t } from '../texts/texts.mjs';

/** @param {{code: string}} props */
export function CouponCode({ code }) {
    const [copied, setCopied] = useState(false);
    const copy = () => navigator.clipboard.writeText(code).then(() => setCopied(true));
    return (
        <p class="code">
            <span class="unseen">{t('coupon.code')}: </span>
            <strong class="mono">{code}</strong>
            {/* Only where the browser lets a page do it: over https, or on this machine. */}
            {navigator.clipboard !== undefined && (
                <button type="button" class="plain" onClick={copy}>
                    {copied ? t('coupon.copied') : t('coupon.copy')}
                    <span class="unseen"> {code}</span>
                </button>
            )}
        </p>
    );
}
