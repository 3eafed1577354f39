// SPDX-License-Identifier: MIT
// The manuals, walked as people read them: every label that a chapter names stands on the screen it names, every link leads
// somewhere, every command knows its options, every picture can be taken and is there; and the pages that show them.
// PRASASTI_PANDUAN_GAMBAR=FOLDER keeps the pictures (scripts/panduan.sh).
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { at_both_widths } from './access.mjs';
import { as, check, has, heading, journey, main, picture, same, stranger, url } from './lib.mjs';
import { about, files, has_picture, is_label, is_message, manual, shelf_file } from './panduan_baca.mjs';

const program = process.env.PROGRAM, keep = process.env.PRASASTI_PANDUAN_GAMBAR || '';
const people = new Map();

async function page_of(user) {
  if (user !== '-') return as(user);
  if (!people.has('-')) people.set('-', await stranger());
  return people.get('-');
}

// Whatever can be read on the page once all folds are open: the words of each element, its name for screen readers, its hint.
async function readable(page) {
  return page.evaluate(() => {
    document.querySelectorAll('details').forEach((d) => { d.open = true; });
    const said = new Set(), put = (t) => { const s = (t || '').replace(/\s+/g, ' ').trim(); if (s && s.length < 200) said.add(s); };
    for (const el of document.querySelectorAll('body *')) {
      if (['SCRIPT', 'STYLE'].includes(el.tagName)) continue;
      if (el.tagName === 'OPTION') put(el.textContent);
      else if (el.checkVisibility()) {
        if (el.children.length < 4) put(el.innerText);
        for (const n of el.childNodes) if (n.nodeType === 3) put(n.textContent);
      }
      for (const a of ['aria-label', 'title', 'placeholder']) put(el.getAttribute(a));
    }
    return [...said];
  });
}

// "Perihal" stands as "Perihal (wajib)", "Utuh" as "Utuh": the label begins it, and no letter follows.
const stands = (said, words) => said.some((s) => s === words || (s.startsWith(words) && !/[\p{L}\p{N}]/u.test(s[words.length])));

async function labels(all) {
  const screens = new Map();
  for (const l of all.flatMap((m) => m.labels)) screens.set(l.screen, [...(screens.get(l.screen) || []), l]);
  for (const [screen, items] of screens) {
    await check(`panduan: the labels of ${screen}`, async () => {
      let missing;
      if (screen === 'label') missing = items.filter((l) => !is_label(l.words));
      else if (screen === 'pesan') missing = items.filter((l) => !is_message(l.words));
      else {
        const [user, path] = screen.split(' '), page = await page_of(user), answer = await page.goto(path);
        same(answer.status(), 200);
        const said = await readable(page);
        missing = items.filter((l) => !stands(said, l.words));
      }
      same(missing.map((l) => `${l.at}: ${l.words}`).join('\n'), '');
    });
  }
}

async function links(all, here) {
  const page = await page_of('pengelola'), known = new Map();
  // The page once, its anchors kept.
  const anchors = async (path) => {
    if (!known.has(path)) {
      const answer = await page.goto(path);
      known.set(path, { status: answer.status(), ids: await page.evaluate(() => [...document.querySelectorAll('[id]')].map((e) => e.id)) });
    }
    return known.get(path);
  };
  const leads = async (to) => {
    const [path, id] = to.split('#'), at = await anchors(path);
    return at.status === 200 && (!id || at.ids.includes(decodeURIComponent(id)));
  };
  await check('panduan: every link leads to a page and to its section', async () => {
    const broken = [];
    for (const m of all)
      for (const l of m.links) {
        const to = l.to.startsWith('/') ? l.to : new URL(l.to, `${url}/panduan/${m.file}`).pathname.replace(/\.md$/, '') + (l.to.includes('#') ? `#${l.to.split('#')[1]}` : '');
        if (!l.to.startsWith('/') && !shelf_file(new URL(l.to, `http://x/${m.file}`).pathname.slice(1))) broken.push(`${l.at}: no file ${l.to}`);
        else if (!await leads(to)) broken.push(`${l.at}: ${l.to}`);
      }
    same(broken.join('\n'), '');
  });
  await check('panduan: every page that asks for help gets a section that is there', async () => {
    const broken = [];
    for (const a of about()) {
      const file = `${a.to.replace('/panduan/', '').split('#')[0]}.md`;
      if (here.has(file) ? !await leads(a.to) : !shelf_file(file)) broken.push(`${a.pattern} -> ${a.to}`);
    }
    same(broken.join('\n'), '');
  });
}

function commands(all) {
  const helps = new Map();
  const help = (name) => {
    if (!helps.has(name)) helps.set(name, execFileSync(program, [name, '--help'], { encoding: 'utf8' }));
    return helps.get(name);
  };
  return check('panduan: every command and option is known to the program', async () => {
    const wrong = [];
    for (const { at, text } of all.flatMap((m) => m.commands)) {
      const words = text.replace(/^sudo -u \S+ /, '').split(/\s+/);
      if (words[0] !== 'prasasti' || !/^[a-z]+$/.test(words[1] || '')) continue;
      let said;
      try { said = help(words[1]); } catch { wrong.push(`${at}: ${words[1]}`); continue; }
      for (const w of words.slice(2)) if (w.startsWith('--') && !said.includes(w)) wrong.push(`${at}: ${words[1]} ${w}`);
    }
    same(wrong.join('\n'), '');
  });
}

async function pictures(all) {
  if (keep) mkdirSync(keep, { recursive: true });
  for (const p of all.flatMap((m) => m.pictures)) {
    await check(`panduan: the picture ${p.name} can be taken and is there`, async () => {
      const page = await page_of(p.user), answer = await page.goto(p.path);
      same(answer.status(), 200);
      await page.setViewportSize({ width: 1200, height: 800 });
      await page.evaluate(() => document.fonts.ready);
      const path = keep ? `${keep}/${p.name}.png` : undefined;
      if (p.part) await page.locator(p.part).first().screenshot({ path });
      else await page.screenshot({ path });
      await page.setViewportSize({ width: 1366, height: 900 });
      if (!keep) same(has_picture(p.name), true);
    });
  }
}

// --- the pages themselves ------------------------------------------------------------------------------------------------

async function reading() {
  await journey('panduan', async (t) => {
    const budi = await as('budi');

    await t('the menu opens it at the reader\'s own page', async () => {
      await budi.goto('/');
      await budi.getByRole('navigation', { name: 'Menu utama' }).getByRole('link', { name: 'Panduan' }).click();
      await budi.waitForURL('**/panduan');
      has(await main(budi), 'Operator Perangkat Daerah');
      await at_both_widths(budi, 'panduan-depan');
    });
    await t('an administrator finds his', async () => {
      const rina = await as('pengelola');
      await rina.goto('/panduan');
      has(await main(rina), 'Tugas administrator');
    });
    await t('a list has its question mark', async () => {
      await budi.goto('/r/aplikasi');
      await budi.getByRole('link', { name: 'Panduan halaman ini' }).click();
      await budi.waitForURL('**/panduan/daftar/aplikasi');
      same(await heading(budi), 'Daftar Aplikasi SPBE');
      has(await main(budi), 'Keadaan dan langkah');
      await at_both_widths(budi, 'panduan-daftar');
    });
    await t('a chapter with pictures', async () => {
      await budi.goto('/panduan/pengguna/daftar');
      same(await budi.evaluate(() => [...document.images].every((i) => i.complete && i.naturalWidth > 0)), true);
      await at_both_widths(budi, 'panduan-bab');
    });
    await t('tables of the database, with a drawing', async () => {
      await budi.goto('/panduan/basis-data/tabel-aplikasi');
      has(await main(budi), 'penyerahan_aplikasi');
      await at_both_widths(budi, 'panduan-tabel');
    });
    await t('the program\'s own tables are all described', async () => {
      await budi.goto('/panduan/basis-data/program');
      const undescribed = await budi.locator('tbody tr').evaluateAll((rows) => rows.filter((r) => !r.cells[1].innerText.trim()).map((r) => r.cells[0].innerText));
      same(undescribed.join(' '), '');
    });
    await t('search finds a section', async () => {
      await budi.goto('/panduan/cari?q=lembar+sebar');
      await budi.getByRole('link', { name: 'Mengimpor lembar sebar' }).first().click();
      await budi.waitForURL('**/panduan/pengguna/impor**');
      await budi.goto('/panduan/cari?q=xyzzy');
      has(await main(budi), 'Tidak ada yang cocok');
      await at_both_widths(budi, 'panduan-cari-nihil');
      await budi.goto('/panduan/cari?q=kata+sandi');
      await at_both_widths(budi, 'panduan-cari');
    });
    await t('a whole manual for paper', async () => {
      await budi.goto('/panduan/pengguna/cetak');
      await at_both_widths(budi, 'panduan-cetak');
      const paper = await budi.pdf({ preferCSSPageSize: true });
      same(paper.subarray(0, 4).toString(), '%PDF');
    });
    await t('files for handing in', async () => {
      for (const key of ['pengguna', 'administrator', 'instalasi', 'masalah', 'basis-data', 'rancangan']) {
        const answer = await budi.context().request.get(`/panduan/${key}/unduh?bentuk=docx`);
        same(answer.status(), 200);
        same((await answer.body()).subarray(0, 2).toString(), 'PK');
      }
    });
  });

  await journey('panduan without login', async (t) => {
    const nobody = await stranger();

    await t('who cannot log in reads what helps him', async () => {
      await nobody.goto('/panduan/masalah/masuk');
      same(await heading(nobody), 'Tidak dapat masuk');
      await at_both_widths(nobody, 'panduan-luar');
    });
    await t('the rest asks for login, and leads back', async () => {
      await nobody.goto('/panduan/basis-data');
      same(new URL(nobody.url()).pathname, '/masuk');
      has(nobody.url(), 'panduan');
    });
    await t('no file is made for strangers', async () => {
      const answer = await nobody.context().request.get('/panduan/masalah/unduh?bentuk=docx', { maxRedirects: 0 });
      same(answer.status(), 303);
    });
  });
}

// Chapters that this program shows: one whose register or page is not there is not read yet.
async function shown() {
  const page = await page_of('pengelola'), out = new Set();
  for (const key of ['pengguna', 'administrator', 'instalasi', 'masalah', 'basis-data', 'rancangan']) {
    await page.goto(`/panduan/${key}`);
    for (const href of await page.locator('article ol a').evaluateAll((as) => as.map((a) => a.getAttribute('href'))))
      out.add(`${href.replace('/panduan/', '')}.md`);
  }
  return out;
}

export async function panduan() {
  const here = await shown(), all = files().filter((f) => here.has(f)).map(manual);

  await check('panduan: every mark is understood', async () => same(all.flatMap((m) => m.wrong).join('\n'), ''));
  await check('panduan: every chapter is in the list, under its own title', async () => {
    const list = readFileSync(new URL('../../../data/panduan/panduan.yaml', import.meta.url), 'utf8');
    same(files().map(manual).filter((m) => {
      const key = m.file.split('/')[1].replace('.md', '');
      return ![`${key}: ${m.title}\n`, `${key}: "${m.title}"\n`, `${key}: {title: ${m.title},`, `${key}: {title: "${m.title}",`].some((l) => list.includes(l));
    }).map((m) => m.file).join(' '), '');
  });
  await labels(all);
  await links(all, here);
  await commands(all);
  await pictures(all);
  if (!keep) await reading();
}
