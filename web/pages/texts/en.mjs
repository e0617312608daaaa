import entrant from './en/entrant.mjs';
import shared from './en/shared.mjs';

export default { ...shared, ...entrant };
