// For tests: what an operator could bend in a log or a proof, each in as many ways as there are.
import { makeTexts } from './round.mjs';

/**
 * The leaves of logs in which a round's texts are not each there once, in order, naming the one before it.
 * @param {string} round
 */
export function misorderedLogs(round) {
    const { announcement, close, draw, voidOfClosed, voidOfOpen } = makeTexts({ round });
    const another = makeTexts({ round, entrants: 21, reserve: false });
    return [
        [close, draw],
        [close, announcement, draw],
        [announcement, announcement, close, draw],
        [announcement, close, draw, another.announcement],
        [announcement, close, close, draw],
        [announcement, another.close, another.draw],
        [announcement, close, another.draw],
        [announcement, draw],
        [announcement, draw, close],
        [announcement, close, draw, draw],
        [announcement, close, draw, voidOfClosed],
        [announcement, voidOfOpen, voidOfOpen],
        [announcement, close, voidOfOpen],
        [announcement, voidOfClosed],
        [announcement, voidOfOpen, close],
        [announcement, close, another.voidOfClosed],
        [another.announcement, voidOfOpen],
    ];
}

/**
 * Leaves that are no text of a round of this operator.
 * @param {import('./operator.mjs').Operator} operator @param {string} draw a good text
 */
export function foreignLeaves(operator, draw) {
    return [
        makeTexts({ round: 'foreign', origin: 'stranger.example' }).announcement,
        'hello\n',
        '',
        draw.slice(0, -1),
        operator.note(draw),
        draw.replace('fairdraw/v1 draw', 'fairdraw/v2 draw'),
    ];
}

/**
 * Proofs outside the grammar.
 * @param {string} good a proof for index 2 @param {number} size of its checkpoint
 */
export function ungrammaticalProofs(good, size) {
    return [
        '',
        good.slice(0, -1),
        good.slice(0, good.indexOf('\n\n') + 1),
        `${good}\n`,
        `\ufeff${good}`,
        good.replaceAll('\n', '\r\n'),
        good.replace('proof@v1', 'proof@v2'),
        good.replace('index 2\n', ''),
        good.replace('index 2', 'index 02'),
        good.replace('index 2', 'index -2'),
        good.replace('index 2', 'index 2 '),
        good.replace('index 2', 'index 99999999999999999999'),
        good.replace('\nindex', '\nextra \nindex'),
        good.replace('\nindex', '\nextra A\nindex'),
        good.replace('\nindex', '\nextra AAEC\nextra AAEC\nindex'),
        good.replace('index 2\n', 'index 2\nAAEC\n'),
        good.replace('index 2\n', 'index 2\n\n'),
        good.replace('=\n\n', '\n\n'),
        good.replace(`\n${size}\n`, `\n0${size}\n`),
        good.replace(`\n${size}\n`, '\n\n'),
        good.replace(`\n${size}\n`, `\n${size}\n\n`),
        good.replace(new RegExp(`\n${size}\n[^\n]+`), `\n${size}`),
        good.replace(/\n\n[^\n]+/, '\n\n'),
        good.replace(/\n\n[\s\S]*/, '\n'),
        good.replace(/(\n\n[\s\S]*?\n\n)[\s\S]*/, '$1'),
        good.replace('witness.example ', 'witness.example  '),
        good.replace('witness.example ', 'witness+example '),
        good.replace('— witness', '- witness'),
    ];
}

/**
 * Proofs that are none of the text they were of. @param {string} good a proof for index 2
 */
export function misleadingProofs(good) {
    return [
        good.replace('index 2', 'index 3'),
        good.replace('index 2', 'index 5'),
        good.replace('index 2', 'index 1099511627776'),
        good.replace(/(index 2\n)[^\n]+\n/, '$1'),
        good.replace(/(index 2\n)([^\n]+\n)/, '$1$2$2'),
        good.replace(/(index 2\n)([^\n]+\n)([^\n]+\n)/, '$1$3$2'),
    ];
}
