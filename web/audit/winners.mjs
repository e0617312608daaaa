// Who won, without sorting those who did not (draw-protocol.md, section 3).
import { compare } from './bytes.mjs';
import { ticketOf } from './draw.mjs';

const ticketSize = 32;

/** Entries that were picked from a list, with their tickets. */
class Picked {
    #tickets = new Uint8Array(ticketSize * 1024);
    #positions = new Uint32Array(1024);
    count = 0;

    /** @param {number} position @param {Uint8Array} ticket */
    add(position, ticket) {
        if (this.count === this.#positions.length) {
            const tickets = new Uint8Array(2 * this.#tickets.length);
            const positions = new Uint32Array(2 * this.#positions.length);
            tickets.set(this.#tickets);
            positions.set(this.#positions);
            this.#tickets = tickets;
            this.#positions = positions;
        }
        this.#tickets.set(ticket, ticketSize * this.count);
        this.#positions[this.count++] = position;
    }

    /** Positions by (ticket, tag). @param {import('./lists.mjs').TagList} tags @returns {number[]} */
    ranked(tags) {
        const ticket = (/** @type {number} */ i) =>
            this.#tickets.subarray(ticketSize * i, ticketSize * (i + 1));
        // Most are told apart by their first 48 bits, which compare as one number.
        const view = new DataView(this.#tickets.buffer);
        const heads = Float64Array.from(
            { length: this.count },
            (_, i) => view.getUint32(ticketSize * i) * 65536 + view.getUint16(ticketSize * i + 4),
        );
        const order = Uint32Array.from({ length: this.count }, (_, i) => i).sort(
            (a, b) =>
                heads[a] - heads[b] ||
                compare(ticket(a), ticket(b)) ||
                compare(tags.at(this.#positions[a]), tags.at(this.#positions[b])),
        );
        return Array.from(order, (i) => this.#positions[i]);
    }
}

/**
 * Whether `winners` are the first ranks of `entries`, as they stand, under a seed. None below the last
 * winner may have
 * been passed over, so only entries up to there are looked at: the others cannot matter.
 * @param {{entries: import('./lists.mjs').TagList, winners: import('./lists.mjs').TagList, seed: Uint8Array,
 *     progress: (done: number) => void}} round
 */
export function areFirstRanks({ entries, winners, seed, progress }) {
    if (winners.count > entries.count) return false;
    if (winners.count === 0) return true;
    const lastTag = winners.at(winners.count - 1);
    const lastTicket = ticketOf(seed, lastTag);
    const picked = new Picked();
    for (let i = 0; i < entries.count; ++i) {
        const ticket = ticketOf(seed, entries.at(i));
        const order = compare(ticket, lastTicket) || entries.compareAt(i, lastTag);
        if (order <= 0) picked.add(i, ticket);
        if (i % 4096 === 0) progress(i);
    }
    if (picked.count < winners.count) return false;
    const ranked = picked.ranked(entries);
    for (let rank = 0; rank < winners.count; ++rank) {
        if (winners.compareAt(rank, entries.at(ranked[rank])) !== 0) return false;
    }
    return true;
}
