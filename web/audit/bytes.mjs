// Bytes and how texts write them: hexadecimal, base64 (RFC 4648, section 4), big-endian numbers.

const digits = '0123456789abcdef';
/** The value of each lower-case hexadecimal digit by its character code; 255 where there is none. */
export const digitValues = new Uint8Array(256).fill(255);
for (let value = 0; value < digits.length; ++value) digitValues[digits.charCodeAt(value)] = value;

const encoder = new TextEncoder();

/** @param {string} text @returns {Uint8Array} UTF-8 */
export function utf8(text) {
    return encoder.encode(text);
}

/** @param {Uint8Array} bytes @returns {string} */
export function toHex(bytes) {
    let hex = '';
    for (const byte of bytes) hex += digits[byte >> 4] + digits[byte & 15];
    return hex;
}

/**
 * @param {string} hex @param {number} size in bytes
 * @returns {Uint8Array | null} null unless it is exactly so many bytes in lower case
 */
export function fromHex(hex, size) {
    if (hex.length !== 2 * size || !/^[0-9a-f]*$/.test(hex)) return null;
    return Uint8Array.from({ length: size }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** @param {string} text @returns {Uint8Array | null} null unless it is padded and canonical */
export function fromBase64(text) {
    try {
        const binary = atob(text);
        if (btoa(binary) !== text) return null;
        return Uint8Array.from(binary, (character) => character.charCodeAt(0));
    } catch {
        return null;
    }
}

/** @param {Uint8Array} bytes @returns {string} */
export function toBase64(bytes) {
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** @param {...Uint8Array} parts */
export function concat(...parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}

/**
 * As unsigned bytes. @param {Uint8Array} a @param {Uint8Array} b
 * @returns {number} below, equal to or above 0 as `a` comes before, is, or comes after `b`
 */
export function compare(a, b) {
    const size = Math.min(a.length, b.length);
    for (let i = 0; i < size; ++i) {
        if (a[i] !== b[i]) return a[i] - b[i];
    }
    return a.length - b.length;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function equal(a, b) {
    return compare(a, b) === 0;
}

/** @param {bigint} number @returns {Uint8Array} its low 64 bits, big-endian */
export function be64(number) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, number));
    return bytes;
}

/** @param {Uint8Array} bytes at least 8 of them @returns {bigint} the first 8, big-endian */
export function readBe64(bytes) {
    return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}
