import audit from './en/audit.mjs';
import checks from './en/checks.mjs';
import coupons from './en/coupons.mjs';
import entrant from './en/entrant.mjs';
import reasons from './en/reasons.mjs';
import shared from './en/shared.mjs';
import shop from './en/shop.mjs';

export default { ...shared, ...coupons, ...checks, ...reasons, ...entrant, ...audit, ...shop };
