// A drand relay for tests, with a chain of its own: drand's HTTP API v1, scheme bls-unchained-g1-rfc9380.
// usage: node tests/support/drand_relay.mjs --period S --genesis UNIX_S [--mode honest|late|lying|wrong-randomness]
//            [--late-s S] [--seed HEX] [--port N]
// Prints one line of JSON once it listens: {"port": N, "chain": <what /{chain}/info answers>}. Relays with the same
// seed, period and genesis serve the same chain. Modes: late answers 404 for --late-s seconds beyond due; lying signs
// with another key, with a randomness to match, so that only pairing finds it; wrong-randomness gives a randomness
// that is not the signature's hash. Its packages are web's: scripts/web installs them.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const { bls12_381 } = createRequire(new URL('../../web/package.json', import.meta.url))('@noble/curves/bls12-381');
const scheme = bls12_381.shortSignatures;
const domain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const modes = ['honest', 'late', 'lying', 'wrong-randomness'];

const sha256 = (...parts) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
};

const bigEndian = (number, size) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(number));
    return bytes.subarray(8 - size);
};

/** A number of seconds or of a port, from 0. */
const numberIn = (values, name) => {
    if (!/^[0-9]{1,12}$/.test(values[name] ?? '')) throw new Error(`--${name} is not a number`);
    return Number(values[name]);
};

/** A secret key below the group's order, whatever the bytes: its first two bits are cleared. */
const secretKey = (seed, kind) => {
    const key = sha256(`drand test relay ${kind}\n`, seed);
    key[0] &= 0x3f;
    return key;
};

const makeChain = ({ seed, period, genesis }) => {
    const key = secretKey(seed, 'chain');
    const publicKey = scheme.getPublicKey(key).toBytes();
    const groupHash = sha256('drand test relay group\n', seed);
    const info = {
        public_key: Buffer.from(publicKey).toString('hex'),
        period,
        genesis_time: genesis,
        hash: sha256(bigEndian(period, 4), bigEndian(genesis, 8), publicKey, groupHash).toString('hex'),
        groupHash: groupHash.toString('hex'),
        schemeID: 'bls-unchained-g1-rfc9380',
        metadata: { beaconID: 'default' },
    };
    return { info, key };
};

const signedRound = (round, key, wrongRandomness) => {
    const message = scheme.hash(sha256(bigEndian(round, 8)), domain);
    const signature = Buffer.from(scheme.sign(message, key).toBytes());
    const randomness = sha256(signature);
    if (wrongRandomness) randomness[0] ^= 1;
    return { round, randomness: randomness.toString('hex'), signature: signature.toString('hex') };
};

const { values } = parseArgs({
    options: {
        period: { type: 'string' },
        genesis: { type: 'string' },
        mode: { type: 'string', default: 'honest' },
        'late-s': { type: 'string', default: '0' },
        seed: { type: 'string', default: '00' },
        port: { type: 'string', default: '0' },
    },
});
const period = numberIn(values, 'period');
const genesis = numberIn(values, 'genesis');
const port = numberIn(values, 'port');
const lateS = values.mode === 'late' ? numberIn(values, 'late-s') : 0;
if (period === 0) throw new Error('--period is 0');
if (!modes.includes(values.mode)) throw new Error(`--mode is none of ${modes.join(', ')}`);
if (!/^([0-9a-f]{2})+$/.test(values.seed)) throw new Error('--seed is not hexadecimal digits');

const seed = Buffer.from(values.seed, 'hex');
const { info, key } = makeChain({ seed, period, genesis });
const signingKey = values.mode === 'lying' ? secretKey(seed, 'liar') : key;

const answerTo = (path) => {
    if (path === `/${info.hash}/info`) return info;
    const [, chain, round] = /^\/([0-9a-f]{64})\/public\/([1-9][0-9]{0,12})$/.exec(path) ?? [];
    if (chain !== info.hash) return null;
    const dueS = genesis + (Number(round) - 1) * period;
    if (Date.now() < (dueS + lateS) * 1000) return null;
    return signedRound(Number(round), signingKey, values.mode === 'wrong-randomness');
};

const server = createServer((request, response) => {
    const answer = request.method === 'GET' ? answerTo(request.url) : null;
    const body = JSON.stringify(answer ?? { error: 'not found' });
    response.writeHead(answer ? 200 : 404, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
});
server.listen(port, '127.0.0.1', () => {
    console.log(JSON.stringify({ port: server.address().port, chain: info }));
});
