// Dark or light: as the device has it, unless the reader chose.
import { kept } from '../storage.mjs';

const remembered = 'fairdraw_look';

export const looks = /** @type {const} */ (['auto', 'light', 'dark']);

/** @returns {string} */
export const look = () => kept.get(remembered) ?? 'auto';

/** @param {string} chosen one of `looks` */
export function changeLook(chosen) {
    kept.set(remembered, chosen);
    showLook();
}

export function showLook() {
    document.documentElement.dataset.look = look();
}
