import audit from './en/audit.mjs';
import entrant from './en/entrant.mjs';
import reasons from './en/reasons.mjs';
import shared from './en/shared.mjs';

export default { ...shared, ...entrant, ...audit, ...reasons };
