// The audit of an operator's log (draw-protocol.md, section 7): that it only grew, and that no round
// vanished from it. No input or output: see source.mjs; its names are `checkpoint` and `leaves?from=…&to=…`.
import { nothingToJudge, unreadable, verdictOf } from './audit.mjs';
import { equal, toHex, utf8 } from './bytes.mjs';
import { check } from './check.mjs';
import { hash } from './crypto.mjs';
import { quicknet } from './drand.mjs';
import { Unreadable } from './grammar.mjs';
import { readCheckpoint, readLeaves } from './log_leaves.mjs';
import { RoundsInLog } from './log_rounds.mjs';
import { MerkleTree } from './merkle.mjs';
import { judgeSignatures } from './note.mjs';
import { noProgress } from './progress.mjs';
import { cosignaturesOf } from './published.mjs';

/**
 * @typedef {import('./proof.mjs').Checkpoint} Checkpoint
 * @typedef {import('./check.mjs').Check} Check
 * @typedef {object} LogAuditOptions
 * @property {import('./note.mjs').VerifierKey} key the operator's
 * @property {import('./note.mjs').VerifierKey[]} [formerKeys] what they signed with before: `since` may be
 *     signed by one of them instead
 * @property {number} now Unix milliseconds
 * @property {Checkpoint} [since] an earlier one
 * @property {import('./note.mjs').VerifierKey[]} [witnesses]
 * @property {import('./drand.mjs').DrandChain[]} [chains] beside quicknet
 * @typedef {import('./audit.mjs').Report & {log: {size: number, root: string} | null,
 *     open: import('./log_rounds.mjs').OpenRound[] | null}} LogReport `open` is null where no leaf was read
 */

/** More than any operator will ever have published. */
const mostLeaves = 2 ** 24;

/** @param {string} id @param {Checkpoint} checkpoint @param {import('./note.mjs').VerifierKey} key */
function checkLogSignature(id, { note, origin }, key) {
    const found = judgeSignatures(note, key);
    return check(
        id,
        [
            [found === 'none', 'no signature by the pinned key; has the operator another by now?'],
            [found === 'bad', 'a signature that claims to be by the pinned key is not'],
            [origin !== key.name, `the origin is ${origin}, and not the key's name`],
        ],
        `signed by ${key.name}`,
    );
}

/** @param {Checkpoint} checkpoint @param {LeavesFound} found */
function checkRoot({ size, root }, found) {
    return check(
        'log-root',
        [[!equal(found.root, root), 'not the leaves whose root was signed']],
        `${size} leaves, exactly those signed`,
    );
}

/**
 * @param {Checkpoint} checkpoint @param {Checkpoint | undefined} since @param {Uint8Array | null} rootThen
 * of the first
 * so many leaves @param {import('./note.mjs').VerifierKey[]} keys @returns {Check}
 */
function checkGrew(checkpoint, since, rootThen, keys) {
    const id = 'log-grew';
    if (since === undefined) return { id, ok: null, detail: 'no earlier checkpoint was given' };
    const isSigned = keys.some(
        (key) => key.name === since.origin && judgeSignatures(since.note, key) === 'good',
    );
    const shrank = since.size > checkpoint.size;
    return check(
        id,
        [
            [
                !isSigned,
                'the earlier checkpoint is not signed by the pinned key; a key that the operator had before is ' +
                    'given as a second --vkey',
            ],
            [since.origin !== checkpoint.origin, 'the earlier checkpoint is of another origin'],
            [shrank, `there were ${since.size} leaves, and now there are ${checkpoint.size}`],
            [
                !shrank && !(rootThen && equal(rootThen, since.root)),
                `the first ${since.size} leaves are not what they were`,
            ],
        ],
        `from ${since.size} to ${checkpoint.size} leaves; what was there is there`,
    );
}

/** @param {Checkpoint} checkpoint @param {import('./note.mjs').VerifierKey[]} witnesses @returns {Check} */
function checkWitnessed(checkpoint, witnesses) {
    const id = 'log-witnessed';
    if (witnesses.length === 0) return { id, ok: null, detail: 'no witness was given' };
    const { bad, times } = cosignaturesOf(checkpoint.note, witnesses);
    if (bad !== null) return { id, ok: false, detail: `a cosignature that claims to be by ${bad} is not` };
    if (times.length === 0) return { id, ok: null, detail: 'none of the given witnesses cosigned' };
    return { id, ok: true, detail: 'cosigned by a given witness' };
}

/**
 * @typedef {{root: Uint8Array, rootThen: Uint8Array | null, rounds: Check,
 *     open: import('./log_rounds.mjs').OpenRound[]}} LeavesFound
 */

/**
 * @param {import('./source.mjs').Source} source @param {Checkpoint} checkpoint
 * @param {LogAuditOptions} options @param {import('./progress.mjs').Progress} progress @returns {Promise<LeavesFound>}
 */
async function goThroughLeaves(source, { origin, size }, { now, since, chains = [] }, progress) {
    if (size > mostLeaves) {
        throw new Unreadable('checkpoint', 0, `more leaves than the ${mostLeaves} this auditor reads`);
    }
    const rounds = new RoundsInLog(origin, [quicknet, ...chains]);
    const tree = new MerkleTree();
    let rootThen = since?.size === 0 ? tree.root() : null;
    for await (const leaf of readLeaves(source, size)) {
        const bytes = utf8(leaf);
        tree.add(bytes);
        rounds.add(leaf, hash(bytes));
        if (tree.size === since?.size) rootThen = tree.root();
        if (tree.size % 256 === 0) progress({ step: 'reading leaves', done: tree.size, of: size });
    }
    return { root: tree.root(), rootThen, rounds: rounds.check(now), open: rounds.open() };
}

/** @param {string} id of a check that only the leaves can tell @returns {Check} */
const notRead = (id) => ({ id, ok: null, detail: 'no leaf was read: the operator did not sign this log' });

/**
 * @param {import('./source.mjs').Source} source @param {LogAuditOptions} options
 * @param {import('./progress.mjs').Progress} progress @returns {Promise<LogReport>}
 */
async function judgeLog(source, options, progress) {
    const { key, formerKeys = [], since, witnesses = [] } = options;
    const checkpoint = await readCheckpoint(source);
    const signature = checkLogSignature('log-signature', checkpoint, key);
    // Without a good signature no leaf is asked for: a stranger could send them without end.
    const found = signature.ok ? await goThroughLeaves(source, checkpoint, options, progress) : null;
    const checks = [
        signature,
        found ? checkRoot(checkpoint, found) : notRead('log-root'),
        found ? checkGrew(checkpoint, since, found.rootThen, [key, ...formerKeys]) : notRead('log-grew'),
        checkWitnessed(checkpoint, witnesses),
        found?.rounds ?? notRead('log-rounds'),
    ];
    const log = { size: checkpoint.size, root: toHex(checkpoint.root) };
    return {
        verdict: verdictOf(checks),
        round: null,
        message: null,
        checks,
        ...nothingToJudge,
        log,
        open: found && found.open,
    };
}

/**
 * Reads the whole log once, and needs a few hundred bytes a round.
 * @param {import('./source.mjs').Source} source @param {LogAuditOptions} options
 * @param {import('./progress.mjs').Progress} [progress] @returns {Promise<LogReport>}
 */
export async function auditLog(source, options, progress = noProgress) {
    try {
        return await judgeLog(source, options, progress);
    } catch (error) {
        if (error instanceof Unreadable) return { ...unreadable(error.message), log: null, open: null };
        throw error;
    }
}
