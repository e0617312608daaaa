// Words for what the API names by a word of its own.
import { hasText, t } from '../../texts/texts.mjs';

/** A choice's text is its prefix's, a point and its name; it stands for itself where it has none. @param {string} prefix @returns {(choice: string) => string} */
export const namedBy = (prefix) => (choice) => {
    const key = `${prefix}.${choice}`;
    return hasText(key) ? t(key) : choice;
};
