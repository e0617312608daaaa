import checks from './en/checks.mjs';
import coupons from './en/coupons.mjs';
import entrant from './en/entrant.mjs';
import shared from './en/shared.mjs';
import shop from './en/shop.mjs';

export default { ...shared, ...coupons, ...checks, ...entrant, ...shop };
