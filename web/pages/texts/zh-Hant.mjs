import audit from './zh-Hant/audit.mjs';
import entrant from './zh-Hant/entrant.mjs';
import reasons from './zh-Hant/reasons.mjs';
import shared from './zh-Hant/shared.mjs';

export default { ...shared, ...entrant, ...audit, ...reasons };
