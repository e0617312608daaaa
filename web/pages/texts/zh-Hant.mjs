import entrant from './zh-Hant/entrant.mjs';
import shared from './zh-Hant/shared.mjs';
import shop from './zh-Hant/shop.mjs';

export default { ...shared, ...entrant, ...shop };
