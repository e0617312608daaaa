// Check `log-rounds`: whether each round in a log has its texts, each once, each naming the one before it,
// and its outcome once it is due (draw-protocol.md, section 7).
import { equal } from './bytes.mjs';
import { chainOf } from './draw_checks.mjs';
import { dueOf } from './drand.mjs';
import { Unreadable } from './grammar.mjs';
import { parseRoundText } from './texts.mjs';

/** What an operator is given after the last moment a draw could wait for. */
const graceMs = 600_000n;
const namedInDetail = 3;

/**
 * @typedef {object} LoggedRound what is known of a round so far
 * @property {Uint8Array} announcement its hash
 * @property {bigint} due Unix milliseconds
 * @property {Uint8Array | null} close its hash
 * @property {'drawn' | 'void' | null} outcome
 *
 * @typedef {{round: string, due: bigint}} OpenRound one without outcome; it is due after that, in Unix milliseconds
 */

/** Takes the leaves of a log in their order. */
export class RoundsInLog {
    #origin;
    #chains;
    /** @type {Map<string, LoggedRound>} */
    #rounds = new Map();
    /** @type {Map<string, string>} what is wrong, first found first, by round or leaf */
    #wrong = new Map();
    #leaves = 0;

    /** @param {string} origin @param {import('./drand.mjs').DrandChain[]} chains */
    constructor(origin, chains) {
        this.#origin = origin;
        this.#chains = chains;
    }

    /** @param {string} leaf @param {Uint8Array} hash the text's */
    add(leaf, hash) {
        const name = `leaf ${this.#leaves++}`;
        try {
            const text = parseRoundText(leaf, name);
            if (text.origin !== this.#origin) this.#blame(name, 'of another origin');
            else this.#addText(text, hash);
        } catch (error) {
            if (!(error instanceof Unreadable)) throw error;
            this.#blame(name, "not a round's text");
        }
    }

    /** @param {string} whom @param {string} reason */
    #blame(whom, reason) {
        if (!this.#wrong.has(whom)) this.#wrong.set(whom, reason);
    }

    /** @param {ReturnType<typeof parseRoundText>} text @param {Uint8Array} hash */
    #addText(text, hash) {
        const round = this.#rounds.get(text.round);
        const blame = (/** @type {string} */ reason) => this.#blame(text.round, reason);
        if (text.kind === 'announcement') {
            if (round) blame('announced twice');
            else this.#announce(text, hash);
        } else if (!round) blame(`a ${text.kind} before any announcement`);
        else if (text.kind === 'close') {
            if (round.close) blame('closed twice');
            else if (round.outcome) blame('closed after its outcome');
            else if (!equal(text.announcement, round.announcement))
                blame('its close names another announcement');
            round.close ??= hash;
        } else {
            if (round.outcome) blame('more than one outcome');
            round.outcome = text.kind === 'draw' ? 'drawn' : 'void';
            const wrong = text.kind === 'draw' ? wrongDraw(text, round) : wrongVoid(text, round);
            if (wrong) blame(wrong);
        }
    }

    /** @param {import('./texts.mjs').Announcement} text @param {Uint8Array} hash */
    #announce(text, hash) {
        const end = BigInt(text.enter.to);
        const chain = text.beacon ? chainOf(this.#chains, text.beacon) : undefined;
        const beacon = chain && text.beacon ? dueOf(chain, text.beacon.round) : end;
        const due = (beacon > end ? beacon : end) + graceMs;
        this.#rounds.set(text.round, { announcement: hash, due, close: null, outcome: null });
    }

    /** @param {number} now Unix milliseconds @returns {import('./check.mjs').Check} */
    check(now) {
        for (const [name, { due, outcome }] of this.#rounds) {
            if (outcome === null && BigInt(now) > due) this.#blame(name, 'due, but neither drawn nor voided');
        }
        const wrong = [...this.#wrong].map(([whom, reason]) => `${whom}: ${reason}`);
        const more = wrong.length - namedInDetail;
        const named = [...wrong.slice(0, namedInDetail), ...(more > 0 ? [`and ${more} more`] : [])];
        return {
            id: 'log-rounds',
            ok: wrong.length === 0,
            detail:
                wrong.length === 0
                    ? `${this.#outcomes()}; each that is due has one outcome`
                    : [...named, this.#outcomes()].join('; '),
        };
    }

    /** @returns {OpenRound[]} as they were announced */
    open() {
        return [...this.#rounds].flatMap(([round, { due, outcome }]) => (outcome ? [] : [{ round, due }]));
    }

    /** How many rounds were drawn, which were voided, how many are open. */
    #outcomes() {
        const named = (/** @type {LoggedRound['outcome']} */ wanted) =>
            [...this.#rounds].filter(([, { outcome }]) => outcome === wanted).map(([name]) => name);
        const voided = named('void').sort();
        const more = voided.length > namedInDetail ? `, and ${voided.length - namedInDetail} more` : '';
        const names = voided.length > 0 ? ` (${voided.slice(0, namedInDetail).join(', ')}${more})` : '';
        const [drawn, open] = [named('drawn').length, named(null).length];
        return `${this.#rounds.size} rounds: ${drawn} drawn, ${voided.length} VOID${names}, ${open} open`;
    }
}

/** @param {import('./texts.mjs').Draw} text @param {LoggedRound} round */
function wrongDraw(text, round) {
    if (!round.close) return 'drawn without a close';
    return equal(text.close, round.close) ? null : 'its draw names another close';
}

/** @param {import('./texts.mjs').Voided} text @param {LoggedRound} round */
function wrongVoid(text, round) {
    if (!equal(text.announcement, round.announcement)) return 'its void names another announcement';
    if ((text.close === null) !== (round.close === null)) {
        return round.close ? 'its void hides the close' : 'its void names a close that is not there';
    }
    return text.close && round.close && !equal(text.close, round.close)
        ? 'its void names another close'
        : null;
}
