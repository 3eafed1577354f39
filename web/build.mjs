// Makes dist/ of src/ and the npm packages: see build.sh. No server, no watcher, no framework.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PurgeCSS } from 'purgecss';

const here = new URL('.', import.meta.url).pathname;
const root = join(here, '..');
const dist = join(here, 'dist');
const read = path => readFileSync(path, 'utf8');
const pkg = path => read(join(here, 'node_modules', path));

const pages = ['src/page', 'src/html', 'src/api'].map(dir => join(root, dir)).filter(existsSync)
    .flatMap(dir => readdirSync(dir).filter(f => /\.[ch]$/.test(f)).map(f => read(join(dir, f))));
// Ours: app.* first, then what others lay beside it.
const ours = ext => readdirSync(join(here, 'src')).filter(f => f.endsWith(ext)).sort((a, b) => (b.startsWith('app.') - a.startsWith('app.')) || (a < b ? -1 : 1))
    .map(f => read(join(here, 'src', f))).join('\n');
const script = ours('.js');

// Styles: what the pages name, of Tabler and tom-select; then our own, whole.
async function styles() {
    const raw = [pkg('@tabler/core/dist/css/tabler.min.css'), pkg('tom-select/dist/css/tom-select.bootstrap5.css')]
        .join('\n').replace(/\/\*# sourceMappingURL.*?\*\//g, '').replace(/@charset[^;]*;/g, '');
    const [purged] = await new PurgeCSS().purge({
        content: [...pages, script].map(raw => ({ raw, extension: 'c' })),
        css: [{ raw }],
        defaultExtractor: text => text.match(/[A-Za-z][A-Za-z0-9_-]*/g) || [],
        keyframes: true,
        variables: true,
        safelist: {
            standard: ['html', 'body', 'show', 'collapsing', /^ts-/, /^plugin-/],
            deep: [/^ts-/],
            variables: [/^--tblr-(body|border|primary|danger|success|warning|secondary|gray|green|red|yellow|blue|font|bg|card)/],
        },
    });
    return squeeze(purged.css) + '\n' + squeeze(ours('.css'));
}

function squeeze(css) {
    return css.replace(/\/\*[^!][\s\S]*?\*\//g, '').replace(/\s*\n\s*/g, '\n').replace(/\n+/g, '\n').trim();
}

// Scripts: libraries first; ours uses them.
function scripts() {
    return [pkg('htmx.org/dist/htmx.min.js'), pkg('tom-select/dist/js/tom-select.base.min.js'), script]
        .map(text => text.replace(/\/\/# sourceMappingURL=.*$/m, '').trim()).join('\n;\n') + '\n';
}

// Icons: what the sources name as a literal, what the groups of registers name, and icons.txt.
const outline = join(here, 'node_modules/@tabler/icons/icons/outline');
function iconNames() {
    const names = new Set(read(join(here, 'icons.txt')).split('\n').map(s => s.trim()).filter(s => s && s[0] !== '#'));
    // Every literal of a call that takes an icon's name, if Tabler has an icon of that name.
    const calls = /(?:page_icon_?|page_empty|page_link_button_?|page_menu_begin_?|page_submit_?|ICON)\s*\([^;]*?;|\.icon\s*=[^,;}]*|ICON\("[^"]*"\)/g;
    for (const text of pages)
        for (const call of text.matchAll(calls))
            for (const m of call[0].matchAll(/"([a-z0-9-]+)"/g))
                if (existsSync(join(outline, m[1] + '.svg')))
                    names.add(m[1]);
    const groups = join(root, 'data/groups.yaml');
    if (existsSync(groups))
        for (const m of read(groups).matchAll(/icon:\s*([a-z0-9-]+)/g))
            names.add(m[1]);
    return [...names].sort();
}

function icons() {
    const symbols = iconNames().map(name => {
        const file = join(outline, name + '.svg');
        if (!existsSync(file))
            throw new Error(`web: ikon "${name}" tidak ada di Tabler`);
        const inner = read(file).replace(/<!--[\s\S]*?-->/g, '').replace(/<\/?svg[^>]*>/g, '')
            .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '').replace(/\s*\n\s*/g, '');
        return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
            `stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
    });
    return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`;
}

function put(name, ext, text) {
    const file = `${name}.${createHash('sha256').update(text).digest('hex').slice(0, 12)}.${ext}`;
    writeFileSync(join(dist, file), text);
    writeFileSync(join(dist, file + '.gz'), gzipSync(text, { level: 9 }));
    console.log(`${file} ${text.length} bita, ${gzipSync(text, { level: 9 }).length} termampatkan`);
    return '/aset/' + file;
}

const made = { CSS: ['app', 'css', await styles()], JS: ['app', 'js', scripts()], ICONS: ['ikon', 'svg', icons()],
    MARK: ['prasasti', 'svg', read(join(here, 'src/prasasti.svg'))] };
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const lines = Object.entries(made).map(([key, [name, ext, text]]) => `#define ASET_${key} "${put(name, ext, text)}"`);
writeFileSync(join(dist, 'aset.h'), `/* Made by web/build.mjs: names of the files beside this one. */\n${lines.join('\n')}\n`);
