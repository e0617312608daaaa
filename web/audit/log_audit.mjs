// The audit of an operator's log (draw-protocol.md, section 7): that it only grew, and that no round
// vanished from it. No input or output: see source.mjs; its names are `checkpoint` and `leaves?from=…&to=…`.
import { unreadable, verdictOf } from './audit.mjs';
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
 * @property {number} now Unix milliseconds
 * @property {Checkpoint} [since] an earlier one
 * @property {import('./note.mjs').VerifierKey[]} [witnesses]
 * @property {import('./drand.mjs').DrandChain[]} [chains] beside quicknet
 * @typedef {import('./audit.mjs').Report & {log: {size: number, root: string} | null}} LogReport
 */

/** @param {string} id @param {Checkpoint} checkpoint @param {import('./note.mjs').VerifierKey} key */
function checkLogSignature(id, { note, origin }, key) {
    const found = judgeSignatures(note, key);
    return check(
        id,
        [
            [found === 'none', 'no signature by the pinned key'],
            [found === 'bad', 'a signature that claims to be by the pinned key is not'],
            [origin !== key.name, `the origin is ${origin}, and not the key's name`],
        ],
        `signed by ${key.name}`,
    );
}

/**
 * @param {Checkpoint} checkpoint @param {Checkpoint | undefined} since @param {Uint8Array | null} rootThen
 * of the first
 * so many leaves @param {import('./note.mjs').VerifierKey} key @returns {Check}
 */
function checkGrew(checkpoint, since, rootThen, key) {
    const id = 'log-grew';
    if (since === undefined) return { id, ok: null, detail: 'no earlier checkpoint was given' };
    const shrank = since.size > checkpoint.size;
    return check(
        id,
        [
            [
                judgeSignatures(since.note, key) !== 'good',
                'the earlier checkpoint is not signed by the pinned key',
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
 * @param {import('./source.mjs').Source} source @param {LogAuditOptions} options
 * @param {import('./progress.mjs').Progress} progress @returns {Promise<LogReport>}
 */
async function judgeLog(source, { key, now, since, witnesses = [], chains = [] }, progress) {
    const checkpoint = await readCheckpoint(source);
    const rounds = new RoundsInLog(checkpoint.origin, [quicknet, ...chains]);
    const tree = new MerkleTree();
    let rootThen = since?.size === 0 ? tree.root() : null;
    for await (const leaf of readLeaves(source, checkpoint.size)) {
        const bytes = utf8(leaf);
        tree.add(bytes);
        rounds.add(leaf, hash(bytes));
        if (tree.size === since?.size) rootThen = tree.root();
        if (tree.size % 256 === 0)
            progress({ step: 'reading leaves', done: tree.size, of: checkpoint.size });
    }
    const checks = [
        checkLogSignature('log-signature', checkpoint, key),
        check(
            'log-root',
            [[!equal(tree.root(), checkpoint.root), 'not the leaves whose root was signed']],
            `${tree.size} leaves, exactly those signed`,
        ),
        checkGrew(checkpoint, since, rootThen, key),
        checkWitnessed(checkpoint, witnesses),
        rounds.check(now),
    ];
    const log = { size: checkpoint.size, root: toHex(checkpoint.root) };
    return {
        verdict: verdictOf(checks),
        round: null,
        message: null,
        checks,
        operatorCouldChoose: false,
        log,
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
        if (error instanceof Unreadable) return { ...unreadable(error.message), log: null };
        throw error;
    }
}
