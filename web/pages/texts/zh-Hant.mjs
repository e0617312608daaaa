import audit from './zh-Hant/audit.mjs';
import checks from './zh-Hant/checks.mjs';
import coupons from './zh-Hant/coupons.mjs';
import entrant from './zh-Hant/entrant.mjs';
import reasons from './zh-Hant/reasons.mjs';
import shared from './zh-Hant/shared.mjs';
import shop from './zh-Hant/shop.mjs';

export default { ...shared, ...coupons, ...checks, ...reasons, ...entrant, ...audit, ...shop };
