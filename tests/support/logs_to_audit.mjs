// Makes logs, good ones and some that are bent in every way, for the tests that hold auditors against each
// other.
// usage: node tests/support/logs_to_audit.mjs FOLDER    (evidence_to_audit.mjs says what comes out)
import { foreignLeaves, misorderedLogs } from '../../web/audit/testing/bent.mjs';
import { Chain } from '../../web/audit/testing/chain.mjs';
import { checkpointText } from '../../web/audit/testing/log.mjs';
import { makeTexts } from '../../web/audit/testing/round.mjs';
import {
    asked,
    askedBoth,
    auditLog,
    namesake,
    operator,
    other,
    stranger,
    witness,
} from './evidence_to_audit.mjs';

const { announcement, close, draw, voidOfClosed, voidOfOpen } = makeTexts();
const earlier = makeTexts({ round: 'earlier' });
const whole = [earlier.announcement, earlier.close, announcement, earlier.draw, close, draw];
const signedBy = (who, of, origin = operator.name) => who.note(checkpointText(origin, of));

/** A head that says that there are so many leaves. */
const claiming = (who, size) =>
    who.note(checkpointText(operator.name, whole).replace('\n6\n', `\n${size}\n`));

for (const of of [
    [],
    whole,
    [announcement, close, draw],
    [announcement, close, voidOfClosed],
    [announcement, voidOfOpen],
    [announcement],
    [announcement, close],
    ...misorderedLogs('daily'),
    ...foreignLeaves(operator, draw).map((leaf) => [...whole, leaf]),
    [makeTexts({ beacon: new Chain(0).output(100) }).announcement],
]) {
    auditLog(of);
}
for (const since of [[], whole.slice(0, 3), whole, [...whole, announcement], whole.slice(1, 4)]) {
    auditLog(whole, { since: signedBy(operator, since) });
}
auditLog(whole, { since: signedBy(namesake, whole.slice(0, 3)) });
auditLog(whole, { since: signedBy(operator, whole.slice(0, 3), stranger.name) });
auditLog(whole, { since: signedBy(operator, whole.slice(0, 3)).replace('\n3\n', '\n03\n') });
auditLog(whole, { since: 'no checkpoint\n' });
auditLog(whole.slice(1), { checkpoint: signedBy(operator, whole) });
auditLog([whole[1], whole[0], ...whole.slice(2)], { checkpoint: signedBy(operator, whole) });
for (const checkpoint of [
    signedBy(namesake, whole),
    signedBy(stranger, whole),
    signedBy(stranger, whole, stranger.name),
    signedBy(operator, whole, stranger.name),
    signedBy(operator, whole) + operator.line(operator.sign(new Uint8Array())),
    signedBy(operator, whole) + namesake.line(namesake.sign(new Uint8Array())),
    signedBy(operator, whole).replace('\n6\n', '\n06\n'),
    signedBy(operator, whole).split('\n\n')[0],
    `\ufeff${signedBy(operator, whole)}`,
    signedBy(operator, whole).replaceAll('\n', '\r\n'),
    signedBy(operator, whole).slice(0, -1),
    ...[2 ** 24, 2 ** 24 + 1, 2 ** 40].flatMap((size) => [claiming(operator, size), claiming(namesake, size)]),
]) {
    auditLog(whole, { checkpoint });
}
const whole1 = signedBy(operator, whole);
for (const lines of [
    [witness.cosignature(whole1, 1)],
    [witness.cosignature(whole1, 1, 2)],
    [witness.cosignature(whole1, 1), witness.cosignature(whole1, 1, 2)],
    [witness.cosignature(whole1, 1), other.cosignature(whole1, 1, 2)],
    [other.cosignature(whole1, 1)],
]) {
    for (const options of [[], asked, askedBoth])
        auditLog(whole, { checkpoint: whole1 + lines.join(''), options });
}
