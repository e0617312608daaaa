// Builds the pages into dist/: every folder of pages/ that has a main.jsx, in the document that all of them share,
// with what it needs under assets/, named after its content; beside each file the same compressed. Usage: node
// build.mjs
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const web = dirname(fileURLToPath(import.meta.url));
const sources = join(web, 'pages');
const built = join(web, 'dist');
const assets = join(built, 'assets');

// The front page; every other folder is a path of its own.
const front = 'entrant';

/** @type {import('esbuild').BuildOptions} */
const how = {
    absWorkingDir: web,
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    outdir: assets,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    metafile: true,
    logLevel: 'warning',
};

/** @param {string} output as esbuild's metafile names it @returns {string} its address */
const addressOf = (output) => `/${relative(built, resolve(web, output))}`;

/** @param {import('esbuild').Metafile} metafile @param {string} source */
function outputOf(metafile, source) {
    const found = Object.entries(metafile.outputs).find(
        ([, { entryPoint }]) => entryPoint !== undefined && resolve(web, entryPoint) === source,
    );
    if (found === undefined) throw new Error(`${source} is not among what was built`);
    return found[0];
}

// `import address from './x.mjs?worker'` builds x.mjs as a module of its own, and gives its address.
/** @type {import('esbuild').Plugin} */
const workers = {
    name: 'workers',
    setup({ onResolve, onLoad }) {
        onResolve({ filter: /\?worker$/ }, ({ path, resolveDir }) => ({
            path: resolve(resolveDir, path.replace('?worker', '')),
            namespace: 'worker',
        }));
        onLoad({ filter: /./, namespace: 'worker' }, async ({ path }) => {
            const { metafile } = await build({ ...how, entryPoints: [path] });
            const address = addressOf(outputOf(metafile, path));
            return {
                contents: `export default ${JSON.stringify(address)};`,
                watchFiles: Object.keys(metafile.inputs).map((input) => resolve(web, input)),
            };
        });
    },
};

/** What a script imports before it runs. @param {import('esbuild').Metafile} metafile @param {string} output */
function importsOf(metafile, output, found = new Set()) {
    for (const { path, kind } of metafile.outputs[output].imports) {
        if (kind !== 'import-statement' || found.has(path)) continue;
        found.add(path);
        importsOf(metafile, path, found);
    }
    return found;
}

/**
 * A page's document, with the addresses of what was built.
 * @param {string} page @param {import('esbuild').Metafile} metafile
 */
function documentOf(page, metafile) {
    const main = outputOf(metafile, join(sources, page, 'main.jsx'));
    const style = metafile.outputs[main].cssBundle;
    const own = [
        ...(style === undefined ? [] : [`<link rel="stylesheet" href="${addressOf(style)}">`]),
        ...[...importsOf(metafile, main)].map((path) => `<link rel="modulepreload" href="${addressOf(path)}">`),
        `<script type="module" src="${addressOf(main)}"></script>`,
    ];
    return readFileSync(join(sources, 'page.html'), 'utf8')
        .replace(/\bhref="([^"]+)"/g, (_, path) => `href="${addressOf(outputOf(metafile, join(sources, path)))}"`)
        .replace('</head>', `${own.join('')}</head>`);
}

/** @param {string} file */
function compress(file) {
    const bytes = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
}

const pages = readdirSync(sources).filter((name) => existsSync(join(sources, name, 'main.jsx')));
rmSync(built, { recursive: true, force: true });
const { metafile } = await build({
    ...how,
    entryPoints: {
        look: join(sources, 'look/look.css'),
        icon: join(sources, 'look/icon.svg'),
        ...Object.fromEntries(pages.map((page) => [page, join(sources, page, 'main.jsx')])),
    },
    splitting: true,
    plugins: [workers],
});
for (const name of readdirSync(assets)) compress(join(assets, name));
// The front page last: where it is, all is.
for (const page of [...pages.filter((name) => name !== front), front]) {
    const folder = page === front ? built : join(built, page);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.html'), documentOf(page, metafile));
    compress(join(folder, 'index.html'));
}
