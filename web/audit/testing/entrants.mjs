// For tests: the tags and salts of entrants, which only who has the tag key can compute (draw-protocol.md,
// sections 1 and 6).
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, utf8 } from '../bytes.mjs';

/** @param {Uint8Array} tagKey @param {string} round @param {string} user */
export function tagOf(tagKey, round, user) {
    return hmac(sha256, tagKey, utf8(`${round}\0${user}`)).slice(0, 16);
}

/** @param {Uint8Array} tagKey @param {Uint8Array} tag */
export function saltOf(tagKey, tag) {
    return hmac(sha256, tagKey, concat(utf8('receipt\0'), tag)).slice(0, 16);
}
