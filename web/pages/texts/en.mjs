import entrant from './en/entrant.mjs';
import shared from './en/shared.mjs';
import shop from './en/shop.mjs';

export default { ...shared, ...entrant, ...shop };
