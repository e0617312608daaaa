// An audit's report, for a person and for a machine.

/** @typedef {import('./audit.mjs').Report & {log?: {size: number, root: string} | null}} Report */

/** The JSON of draw-protocol.md, section 5, in one line. @param {Report} report @param {boolean} pinned */
export function reportAsJson(report, pinned) {
    const { verdict, round, message, checks, operatorCouldChoose, voided, log } = report;
    const json = {
        verdict,
        round,
        message,
        checks,
        pinned,
        operator_could_choose: operatorCouldChoose,
        void: voided && {
            reason: voided.reason,
            closed: voided.closed,
            operator_could_withhold: voided.couldBeWithheld,
        },
    };
    return `${JSON.stringify(log === undefined ? json : { ...json, log })}\n`;
}

/** @param {boolean | null} ok */
function word(ok) {
    if (ok === null) return 'not checked';
    return ok ? 'ok' : 'FAILED';
}

/** @param {Report} report @param {boolean | null} wanted */
function idsOf({ checks }, wanted) {
    return checks
        .filter(({ ok }) => ok === wanted)
        .map(({ id }) => id)
        .join(', ');
}

/** @param {Report} report */
function verdictLine(report) {
    const unknown = idsOf(report, null);
    const voided = report.voided ? ', which says that the round was VOIDED' : '';
    const verdict =
        report.verdict === 'fail'
            ? `FAIL: ${idsOf(report, false)}`
            : `PASS: nothing contradicts what was signed${voided}`;
    return unknown ? `${verdict}; not checked: ${unknown}` : verdict;
}

const whereEvidenceIs =
    "There is no round's evidence at that place. A round's is at .../v1/rounds/ROUND/evidence, or in a\n" +
    'folder with its files.\n';

/** @param {Report} report */
function whoseReceipt({ receiptOfRound }) {
    if (receiptOfRound === null) return [];
    return [
        `THE RECEIPT IS OF ANOTHER ROUND, ${receiptOfRound}. That it is not kept here says nothing about the`,
        "operator: audit that round's evidence with it.",
    ];
}

/** @param {import('./audit.mjs').Voided} voided */
function whatVoidMeans({ reason, closed, beaconAnnounced, couldBeWithheld }) {
    // Some terminals would obey what a text may hold.
    const said = /\p{Cc}/u.test(reason) ? '(with control characters, and not shown)' : reason;
    const when = closed ? 'after' : 'before';
    const lines = [`The round was VOIDED ${when} the close, and nobody won. The operator's reason: ${said}`];
    if (!couldBeWithheld) {
        lines.push("By the operator's clock the beacon was not due yet, so that nobody could know the result.");
    } else if (beaconAnnounced) {
        lines.push(
            'The beacon was due by then, or it is not known when it was: the operator could see the result and',
            'withhold it by voiding the round.',
        );
    } else {
        lines.push(
            'With `beacon none` the operator, who has the secret and the list, could see the result before anybody',
            'else and withhold it by voiding the round. These files cannot rule that out.',
        );
    }
    return lines;
}

/** @param {Report} report */
function whatWasPossible({ voided, operatorCouldChoose, checks }) {
    if (voided) return whatVoidMeans(voided);
    if (!operatorCouldChoose) return [];
    if (checks.some(({ id }) => id === 'beacon-signature')) {
        return [
            'The seed has a beacon in it, but no witness has said that the list was closed before it was due: the',
            "operator could have known the seed, and could choose the winners. Give a witness's key with --witness FILE.",
        ];
    }
    return [
        'With `beacon none` the operator knew the secret while people entered and could choose the winners,',
        'by adding tags, by disqualifying or by trying closing times. These files cannot rule that out.',
    ];
}

/** @param {Report} report @param {boolean} pinned */
export function reportForPerson(report, pinned) {
    if (report.verdict === 'unreadable') {
        const noEvidence = report.message?.startsWith('announcement.txt: missing');
        return `UNREADABLE: ${report.message}\n${noEvidence ? whereEvidenceIs : ''}`;
    }
    const width = Math.max(...report.checks.map(({ id }) => id.length));
    const lines = [
        report.log ? `Log of ${report.log.size} leaves` : `Round ${report.round}`,
        '',
        ...report.checks.map(
            ({ id, ok, detail }) => `  ${word(ok).padEnd(11)}  ${id.padEnd(width)}  ${detail}`,
        ),
        '',
        verdictLine(report),
    ];
    if (!pinned) {
        lines.push(
            "The key was not pinned: it came with the evidence. Pin the operator's own with --vkey FILE.",
        );
    }
    lines.push(...whoseReceipt(report), ...whatWasPossible(report));
    return `${lines.join('\n')}\n`;
}
