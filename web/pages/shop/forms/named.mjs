// Words for what the API names by a word of its own.
import { hasText, t } from '../../texts/texts.mjs';

/**
 * What has a text under the prefix is called so, and what has none by its own name.
 * @param {string} prefix @returns {(choice: string) => string}
 */
export const namedBy = (prefix) => (choice) => {
    const key = `${prefix}.${choice}`;
    return hasText(key) ? t(key) : choice;
};
