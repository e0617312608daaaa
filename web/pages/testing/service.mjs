// The real program on a PostgreSQL of its own, for tests of pages; stops and removes all of it when the test's
// process ends. FAIRDRAW_PROGRAM names the program; web/dist must be built.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function findProgram() {
    const built = ['dev', 'release'].map((preset) => join(root, 'build', preset, 'fairdraw'));
    const program = process.env.FAIRDRAW_PROGRAM ?? built.find((file) => existsSync(file));
    if (program === undefined) throw new Error('there is no program: scripts/build makes it');
    return program;
}

/** Runs a command to its end; throws what it said where it failed. */
function run(command, args, env) {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
}

/** Where the server says that it listens. */
async function addressOf(server) {
    const said = [];
    for await (const line of createInterface({ input: server.stdout })) {
        said.push(line);
        const [, address] = / event=listening address=(\S+)/.exec(line) ?? [];
        if (address !== undefined) return address;
    }
    throw new Error(`the server did not start: ${said.join('\n')}`);
}

/** @returns where it is, the program, a folder of its own, the operator's key, how to ask, and how to stop it */
export async function startService() {
    const program = findProgram();
    const folder = mkdtempSync(join(tmpdir(), 'fairdraw-pages-'));
    const env = {
        ...process.env,
        FAIRDRAW_LOCAL_DIR: folder,
        FAIRDRAW_SIGNING_KEY: join(folder, 'signing.key'),
        FAIRDRAW_JWT_SECRET_FILE: join(folder, 'jwt.secret'),
    };
    let server;
    const stop = () => {
        if (!existsSync(folder)) return;
        server?.kill('SIGKILL');
        spawnSync('scripts/postgres', ['stop'], { cwd: root, env });
        rmSync(folder, { recursive: true, force: true });
    };
    process.once('exit', stop);
    process.once('uncaughtExceptionMonitor', stop); // after which node may leave without an exit
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

    env.FAIRDRAW_DATABASE_URL = run('scripts/postgres', ['start'], env);
    run(program, ['keygen', '--origin', 'tests.example/coupons', '--out', env.FAIRDRAW_SIGNING_KEY], env);
    run(
        'bash',
        ['-c', 'head -c 32 /dev/urandom | sha256sum | head -c 64 >"$0"', env.FAIRDRAW_JWT_SECRET_FILE],
        env,
    );
    run(program, ['migrate'], env);
    const how = [
        '--listen',
        '127.0.0.1:0',
        '--pages',
        'web/dist',
        '--sign-in-form',
        '--close-grace-ms',
        '200',
    ];
    server = spawn(program, ['serve', ...how], {
        cwd: root,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = await addressOf(server);
    server.stdout.resume();
    return {
        address,
        program,
        folder,
        verifierKey: `${env.FAIRDRAW_SIGNING_KEY}.vkey`,
        ...asking(address),
        stop,
    };
}

/** How a test asks the service past the pages. */
function asking(address) {
    const ask = async (path, { token, method = 'GET', json, ...rest } = {}) => {
        const headers = { ...(token !== undefined && { Authorization: `Bearer ${token}` }) };
        const body = json === undefined ? undefined : JSON.stringify(json);
        const response = await fetch(address + path, { method, headers, body, ...rest });
        const said = JSON.parse(await response.text());
        if (!response.ok)
            throw new Error(`${method} ${path}: ${response.status} ${said.code} ${said.detail}`);
        return said;
    };
    const tokenOf = async (user, scopes = []) =>
        (await ask('/v1/sign-in', { method: 'POST', json: { user, scopes } })).token;
    /** A round by seconds from now: `announce('r', {reserve: [1, 3], enter: [3, 5], quota: 'odds 1/1 floor'})`. */
    const announce = async (round, { reserve = null, enter, ...rest }) => {
        const token = await tokenOf('operator', ['operator']);
        const now = Date.now();
        const at = (seconds) => new Date(now + seconds * 1000).toISOString();
        const window = (seconds) => seconds && { from: at(seconds[0]), to: at(seconds[1]) };
        const draw = rest.kind === 'first_come' ? {} : { reserve: window(reserve) };
        const json = { round, ...draw, enter: window(enter), ...rest };
        return ask('/v1/rounds', { method: 'POST', token, json });
    };
    return { ask, tokenOf, announce };
}
