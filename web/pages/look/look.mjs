// Dark or light: as the device has it, unless the reader chose.

const remembered = 'fairdraw_look';

export const looks = /** @type {const} */ (['auto', 'light', 'dark']);

/** @returns {string} */
export const look = () => localStorage.getItem(remembered) ?? 'auto';

/** @param {string} chosen one of `looks` */
export function changeLook(chosen) {
    localStorage.setItem(remembered, chosen);
    showLook();
}

export function showLook() {
    document.documentElement.dataset.look = look();
}
