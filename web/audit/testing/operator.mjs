// For tests: an operator who signs texts, and a witness who cosigns checkpoints.
import { ed25519 } from '@noble/curves/ed25519.js';
import { be64, concat, toBase64, toHex, utf8 } from '../bytes.mjs';
import { keyId, parseVerifierKeyFile, parseWitnessFile } from '../note.mjs';

/** Whoever has a key: its name in signature lines, and how it signs. */
class Signer {
    /**
     * @param {string} name
     * @param {number} type of key
     * @param {number} seed of the secret key, one byte of it
     */
    constructor(name, type, seed) {
        this.name = name;
        this.secretKey = new Uint8Array(32).fill(seed);
        this.publicKey = ed25519.getPublicKey(this.secretKey);
        this.id = keyId(name, type, this.publicKey);
        this.vkey = `${name}+${toHex(this.id)}+${toBase64(concat(Uint8Array.of(type), this.publicKey))}\n`;
    }

    /** @param {Uint8Array} signature */
    line(signature) {
        return `— ${this.name} ${toBase64(concat(this.id, signature))}\n`;
    }

    /** @param {Uint8Array} message */
    sign(message) {
        return ed25519.sign(message, this.secretKey);
    }
}

export class Operator extends Signer {
    constructor(name = 'shop.example/coupons', seed = 1) {
        super(name, 1, seed);
        this.key = parseVerifierKeyFile(utf8(this.vkey), 'operator.vkey');
    }

    /** @param {string} text @returns {string} the signed note */
    note(text) {
        return `${text}\n${this.line(this.sign(utf8(text)))}`;
    }
}

export class Witness extends Signer {
    constructor(name = 'witness.example', seed = 2) {
        super(name, 4, seed);
        this.key = parseWitnessFile(utf8(this.vkey), `${name}.vkey`);
    }

    /**
     * A line for a checkpoint's note.
     * @param {string} note
     * @param {number} unixS
     * @param {number} [saidS] what the line says
     */
    cosignature(note, unixS, saidS = unixS) {
        const text = note.slice(0, note.indexOf('\n\n') + 1);
        const signature = this.sign(utf8(`cosignature/v1\ntime ${unixS}\n${text}`));
        return this.line(concat(be64(BigInt(saidS)), signature));
    }
}
