// SPDX-License-Identifier: MIT
// Reads the manuals as the tests need them: what stands in bold and on which screen it is said to stand, pictures, links and
// commands. The marks are explained in data/panduan/README.md.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(new URL('.', import.meta.url).pathname, '../../..');
const shelf = join(root, 'data/panduan');

export function files() {
  return readdirSync(shelf, { withFileTypes: true }).filter((d) => d.isDirectory() && d.name !== 'gambar')
    .flatMap((d) => readdirSync(join(shelf, d.name)).filter((f) => f.endsWith('.md')).map((f) => `${d.name}/${f}`)).sort();
}

const unmark = (s) => s.replace(/\\([\\`*_[\]<>!&|])/g, '$1').replace(/\s+/g, ' ').trim();

// { labels: [{ screen, words, line }], pictures: [{ name, shot, line }], links, commands, headings }
export function manual(file) {
  const lines = readFileSync(join(shelf, file), 'utf8').split('\n');
  const out = { file, labels: [], pictures: [], links: [], commands: [], title: '', wrong: [] };
  let screen = null, shot = null, fence = null;
  lines.forEach((line, i) => {
    const at = `${file}:${i + 1}`, mark = line.match(/^<!-- (\w+): (.*) -->$/);
    if (line.startsWith('```')) { fence = fence === null ? line.slice(3) : null; return; }
    if (fence !== null) { if (fence === 'sh') out.commands.push({ at, text: line }); return; }
    if (mark) {
      if (mark[1] === 'layar') screen = mark[2];
      else if (mark[1] === 'potret') shot = mark[2];
      else if (mark[1] !== 'dibuat') out.wrong.push(`${at}: unknown mark ${mark[1]}`);
      return;
    }
    if (line.startsWith('# ')) out.title = unmark(line.slice(2));
    for (const m of line.matchAll(/`(prasasti [^`]+)`/g)) out.commands.push({ at, text: m[1] });
    const text = line.replace(/`[^`]*`/g, (c) => c.replace(/\*/g, '\u0000'));
    for (const m of text.matchAll(/\*\*([^*]+)\*\*/g)) {
      const words = unmark(m[1]);
      if (/^> \*\*(Catatan|Perhatian)\.\*\*/.test(line) && /^(Catatan|Perhatian)\.$/.test(words)) continue;
      if (!screen) out.wrong.push(`${at}: **${words}** stands on no screen`);
      else out.labels.push({ at, screen, words });
    }
    for (const m of text.matchAll(/(!?)\[([^\]]*)\]\(([^)\s]+)(?: "[^"]*")?\)/g)) {
      if (!m[1]) out.links.push({ at, to: m[3] });
      else if (!shot) out.wrong.push(`${at}: nobody takes the picture ${m[3]}`);
      else {
        const [name, ...rest] = shot.split(' ');
        if (m[3] !== `../gambar/${name}.png`) out.wrong.push(`${at}: the picture is ${m[3]}, the mark above takes ${name}`);
        out.pictures.push({ at, name, user: rest[0], path: rest[1], part: rest.slice(2).join(' ') });
        shot = null;
      }
    }
  });
  return out;
}

export const picture_file = (name) => join(shelf, 'gambar', `${name}.png`);
export const has_picture = (name) => existsSync(picture_file(name));
export const shelf_file = (path) => existsSync(join(shelf, path));

// --- what the program says: texts of the C sources, labels of the declarations ------------------------------------------------

function texts(dir, ends) {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((d) => d.isDirectory() ? texts(join(dir, d.name), ends)
    : ends.some((e) => d.name.endsWith(e)) ? [readFileSync(join(root, dir, d.name), 'utf8')] : []);
}

const unescape_c = (s) => s.replace(/\\u([0-9a-f]{4})/g, (_, h) => String.fromCharCode(parseInt(h, 16))).replace(/\\n/g, ' ').replace(/\\(.)/g, '$1');
let sources, declared;

// Every run of string literals in the C sources.
function literals() {
  sources ??= [...new Set(texts('src', ['.c', '.h']).flatMap((t) => [...t.matchAll(/"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*/g)]
    .map((m) => unescape_c([...m[0].matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map((x) => x[1]).join('')).trim())))];
  return sources;
}

// A message of the program, its %s and %lld filled with anything.
export function is_message(words) {
  return literals().some((l) => l === words || (l.includes('%') && l.replace(/%[^%]*?[sdu]/g, '').length >= 8 &&
    new RegExp(`^${l.split(/%(?:\.\*)?(?:-?\d*)(?:ll|z|l)?[sdu]/).map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`).test(words)));
}

// A label of a declaration, or one that the pages write.
export function is_label(words) {
  declared ??= texts('data/registers', ['.yaml']).concat(texts('data', ['roles.yaml', 'groups.yaml'])).join('\n');
  return literals().includes(words) || new RegExp(`: "?${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?\\s*[,}\n]`).test(declared);
}

// Where pages lead for help: the table in page/manual_find.c.
export function about() {
  return [...readFileSync(join(root, 'src/page/manual_find.c'), 'utf8').matchAll(/ABOUT\("([^"]+)", "([^"]+)"\)/g)]
    .map((m) => ({ pattern: m[1], to: `/panduan/${m[2]}` }));
}
