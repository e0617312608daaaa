import entrant from './zh-Hant/entrant.mjs';
import shared from './zh-Hant/shared.mjs';

export default { ...shared, ...entrant };
