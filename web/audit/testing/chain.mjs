// For tests: a drand chain with a key of its own.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { be64, toHex } from '../bytes.mjs';
import { hash } from '../crypto.mjs';
import { dueOf } from '../drand.mjs';

const scheme = bls12_381.shortSignatures;
const domain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

export class Chain {
    /** @param {number} genesisS */
    constructor(genesisS, periodS = 3) {
        this.secretKey = new Uint8Array(32).fill(3);
        const publicKey = scheme.getPublicKey(this.secretKey).toBytes();
        /** @type {import('../drand.mjs').DrandChain} */
        this.info = { hash: 'cd'.repeat(32), genesisS, periodS, publicKey };
    }

    /** As drand describes it. */
    get description() {
        const { hash: name, genesisS, periodS, publicKey } = this.info;
        return JSON.stringify({
            public_key: toHex(publicKey),
            period: periodS,
            genesis_time: genesisS,
            hash: name,
            schemeID: 'bls-unchained-g1-rfc9380',
        });
    }

    /** @param {number} round */
    signature(round) {
        const message = scheme.hash(hash(be64(BigInt(round))), domain);
        return scheme.Signature.toBytes(scheme.sign(message, this.secretKey));
    }

    /** @param {number} round */
    output(round) {
        return {
            chain: this.info.hash,
            round,
            signature: this.signature(round),
            dueMs: Number(dueOf(this.info, round)),
        };
    }
}
