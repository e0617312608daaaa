// An audit's report, for a person and for a machine.

/** @typedef {import('./audit.mjs').Report & {log?: {size: number, root: string} | null}} Report */

/** The JSON of draw-protocol.md, section 5, in one line. @param {Report} report @param {boolean} pinned */
export function reportAsJson(report, pinned) {
    const { verdict, round, message, checks, operatorCouldChoose, log } = report;
    const json = { verdict, round, message, checks, pinned, operator_could_choose: operatorCouldChoose };
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
    const verdict =
        report.verdict === 'fail'
            ? `FAIL: ${idsOf(report, false)}`
            : 'PASS: nothing contradicts what was signed';
    return unknown ? `${verdict}; not checked: ${unknown}` : verdict;
}

/** @param {Report} report @param {boolean} pinned */
export function reportForPerson(report, pinned) {
    if (report.verdict === 'unreadable') return `UNREADABLE: ${report.message}\n`;
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
    const beacon = report.checks.some((check) => check.id === 'beacon-signature');
    if (report.operatorCouldChoose && beacon) {
        lines.push(
            'The seed has a beacon in it, but no witness has said that the list was closed before it was due: the',
            "operator could have known the seed, and could choose the winners. Give a witness's key with --witness FILE.",
        );
    } else if (report.operatorCouldChoose) {
        lines.push(
            'With `beacon none` the operator knew the secret while people entered and could choose the winners,',
            'by adding tags, by disqualifying or by trying closing times. These files cannot rule that out.',
        );
    }
    return `${lines.join('\n')}\n`;
}
