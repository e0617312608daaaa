// Checks of a draw: beacon, its signature, seed, quota, winners (draw-protocol.md, section 5).
import { equal, toHex } from './bytes.mjs';
import { check } from './check.mjs';
import { hash, verifiesDrand } from './crypto.mjs';
import { dueOf } from './drand.mjs';
import { quotaOf, seedOf, ticketOf } from './draw.mjs';
import { formatTime } from './grammar.mjs';
import { rootOf } from './list_checks.mjs';
import { areFirstRanks } from './winners.mjs';

/**
 * @typedef {import('./evidence.mjs').Evidence['announcement']} AnnouncementNote
 * @typedef {import('./evidence.mjs').Closed} Closed
 * @typedef {import('./evidence.mjs').Drawn} Drawn
 * @typedef {import('./drand.mjs').DrandChain} DrandChain
 */

/** Between the end of the entry window and the beacon there must be time to close. */
const leastDelayMs = 10_000;

/** @param {DrandChain[]} chains @param {{chain: string}} beacon */
export function chainOf(chains, beacon) {
    return chains.find((chain) => chain.hash === beacon.chain);
}

/**
 * @param {AnnouncementNote} announcement
 * @param {Closed} close
 * @param {Drawn} draw
 * @param {DrandChain[]} chains
 */
export function checkBeacon(announcement, close, draw, chains) {
    const announced = announcement.text.beacon;
    const beacon = draw.text.beacon;
    if (beacon === null) {
        return check(
            'beacon',
            [[announced !== null, 'one was announced, but none was used']],
            'none, as announced',
        );
    }
    /** @type {[boolean, string][]} */
    const wrongs = [
        [announced === null, 'none was announced, but one was used'],
        [announced !== null && announced.chain !== beacon.chain, 'of another chain than announced'],
        [announced !== null && announced.round !== beacon.round, 'of another round than announced'],
        [!equal(hash(beacon.signature), beacon.randomness), "the randomness is not the signature's hash"],
    ];
    const chain = chainOf(chains, beacon);
    if (chain === undefined) wrongs.push([true, 'of a chain that this auditor does not know']);
    else wrongs.push(...wrongTimes(dueOf(chain, beacon.round), announcement, close, draw));
    return check(
        'beacon',
        wrongs,
        `round ${beacon.round}, as announced, after the close and before the draw`,
    );
}

/**
 * @param {bigint} due @param {AnnouncementNote} announcement @param {Closed} close @param {Drawn} draw
 * @returns {[boolean, string][]}
 */
function wrongTimes(due, announcement, close, draw) {
    const end = announcement.text.enter.to;
    const { closed } = close.text;
    const { drawn } = draw.text;
    return [
        [
            due < BigInt(end) + BigInt(leastDelayMs),
            `due less than 10 s after entries ended at ${formatTime(end)}`,
        ],
        [due <= BigInt(closed), `due before the close at ${formatTime(closed)}`],
        [due > BigInt(drawn), `not yet due when drawn at ${formatTime(drawn)}`],
    ];
}

/**
 * @param {import('./texts.mjs').BeaconOutput} beacon
 * @param {DrandChain[]} chains
 * @returns {import('./check.mjs').Check}
 */
export function checkBeaconSignature(beacon, chains) {
    const id = 'beacon-signature';
    const chain = chainOf(chains, beacon);
    if (chain === undefined)
        return { id, ok: null, detail: 'of a chain whose key this auditor does not know' };
    return check(
        id,
        [
            [
                !verifiesDrand(beacon.signature, beacon.round, chain.publicKey),
                "not the chain's signature of that round",
            ],
        ],
        "the chain's signature of that round",
    );
}

/** @param {Drawn} draw */
export function checkSeed(draw) {
    return check(
        'seed',
        [
            [
                !equal(seedOf(draw.text), draw.text.seed),
                'does not follow from the close, the secret and the beacon',
            ],
        ],
        'follows from the close, the secret and the beacon',
    );
}

/** @param {AnnouncementNote} announcement @param {Closed} close @param {Drawn} draw */
export function checkQuota(announcement, close, draw) {
    const entries = close.text.entries.count;
    const wanted = quotaOf(announcement.text.quota, entries, draw.text.seed);
    const drawn = draw.text.winners.count;
    return check(
        'quota',
        [[wanted !== drawn, `${drawn} winners, but ${entries} entries give ${wanted}`]],
        `${entries} entries give ${wanted} winners`,
    );
}

/** @param {Closed} close @param {Drawn} draw @param {import('./progress.mjs').Progress} progress */
export function checkWinners(close, draw, progress) {
    const { seed, winners, cutoff } = draw.text;
    const list = draw.winners;
    const of = close.entries.count;
    const right = areFirstRanks({
        entries: close.entries,
        winners: list,
        seed,
        progress: (done) => progress({ step: 'computing tickets', done, of }),
    });
    const last = list.count === 0 ? 'none' : toHex(ticketOf(seed, list.at(list.count - 1)));
    return check(
        'winners',
        [
            [list.count !== winners.count, `${list.count} winners, but draw.txt says ${winners.count}`],
            [!right, `not ranks 1 to ${list.count} of the entries`],
            [!equal(rootOf(list), winners.hash), 'not the winners whose root was signed'],
            [
                last !== (cutoff === null ? 'none' : toHex(cutoff)),
                "the cutoff is not the last winner's ticket",
            ],
        ],
        list.count === 0 ? 'nobody' : `exactly ranks 1 to ${list.count} of the entries`,
    );
}
