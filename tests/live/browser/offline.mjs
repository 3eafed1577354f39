// SPDX-License-Identifier: MIT
// Workbooks that go out and come back: sent and taken in on the pages, a conflict decided with the keyboard and without scripts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { too_wide, violations } from './access.mjs';
import { as, has, heading, journey, main, picture, same, save } from './lib.mjs';

const script = new URL('../lib_workbook.py', import.meta.url).pathname;
const data = process.env.DATA, program = process.env.PROGRAM;
const book = (...words) => execFileSync('python3', [script, ...words], { encoding: 'utf8' });

// The first rows of an agency's sheet as it was sent: number, name.
function rows(file) {
  const [head, ...lines] = book('show', file, 'Aplikasi SPBE').trim().split('\n').map((l) => l.split('\t'));
  const number = head.indexOf('Nomor rekaman');
  return lines.map((l) => ({ number: l[number], name: l[number + 1] }));
}

function office(folder, name, use) {
  const file = join(folder, 'kantor.csv');
  writeFileSync(file, `Nama aplikasi;Perangkat Daerah;Uraian fungsi\n${name};Dinas Kesehatan;${use}\n`);
  execFileSync(program, ['import', '--data', data, 'aplikasi', file, '--apply']);
}

async function look(page, name) {
  for (const [size, width, height] of [['lebar', 1366, 900], ['sempit', 390, 844]]) {
    await page.setViewportSize({ width, height });
    same((await violations(page)).join('\n'), '');
    same(await too_wide(page), '');
    await picture(page, `${name}-${size}`);
  }
  await page.setViewportSize({ width: 1366, height: 900 });
}

// A job shows its progress and refreshes itself.
async function until(page, words) {
  await page.getByText(words).first().waitFor({ timeout: 60000 });
}

export async function offline() {
  const folder = mkdtempSync(join(tmpdir(), 'prasasti-luring-'));
  await journey('off line', async (t) => {
    const sari = await as('sari');
    let file, all;

    await t('the first page is for everybody', async () => {
      await sari.goto('/luring');
      same(await heading(sari), 'Buku kerja luring');
      await look(sari, 'luring');
    });
    await t('a sending is made ready', async () => {
      await save(sari, 'Siapkan buku kerja');
      await until(sari, 'buku kerja siap');
      await look(sari, 'luring-kirim');
    });
    await t('and taken away as one ZIP', async () => {
      const [download] = await Promise.all([sari.waitForEvent('download'), sari.getByRole('link', { name: 'Unduh buku-kerja.zip' }).click()]);
      await download.saveAs(join(folder, 'semua.zip'));
      execFileSync('python3', ['-m', 'zipfile', '-e', join(folder, 'semua.zip'), folder]);
      file = join(folder, readdirSync(folder).find((n) => n.includes('dinas-kesehatan')));
      all = rows(file);
      same(all.length > 3, true);
    });
    await t('the agency and the office both work on', async () => {
      const edit = (row, head, value) => book('edit', file, 'Aplikasi SPBE', row.number, head, value);
      edit(all[0], 'Uraian fungsi', 'Antrean dan rujukan, ditulis di puskesmas tanpa jaringan');
      edit(all[1], 'Uraian fungsi', 'Stok obat seluruh puskesmas');
      edit(all[2], 'Uraian fungsi', 'Hanya diubah di berkas');
      edit(all[2], 'Jenis aplikasi', 'entah');
      book('drop', file, 'Aplikasi SPBE', all[3].number);
      book('add', file, 'Aplikasi SPBE', 'Nama aplikasi=Posyandu Keliling', 'Jenis aplikasi=Aplikasi Khusus');
      office(folder, all[0].name, 'Antrean satu pintu, ditulis di kantor');
      office(folder, all[1].name, 'Stok obat gudang farmasi');
    });
    await t('what came back is looked over, nothing is chosen beforehand', async () => {
      await sari.goto('/luring');
      await sari.getByLabel(/Buku kerja/).setInputFiles(file);
      await save(sari, 'Unggah dan periksa');
      await until(sari, 'Belum dicatat');
      has(await main(sari), 'Berubah di kedua pihak');
      has(await main(sari), 'Antrean satu pintu, ditulis di kantor');
      has(await main(sari), 'ditulis di puskesmas tanpa jaringan');
      has(await main(sari), 'Posyandu Keliling');
      same(await sari.locator('input[type=radio]:checked').count(), 0);
      await look(sari, 'luring-benturan');
    });
    await t('one is chosen with the keyboard', async () => {
      await sari.locator('input[type=radio][value=berkas]').first().focus();
      await sari.keyboard.press('Space');
      await Promise.all([sari.waitForEvent('load'), sari.keyboard.press('Enter')]);
      await until(sari, 'Belum dicatat');
      same(await sari.locator('input[type=radio]:checked').count(), 1);
    });
    await t('the other without scripts, by the button of its row', async () => {
      const plain = await sari.context().browser().newContext({ javaScriptEnabled: false, storageState: await sari.context().storageState() });
      const page = await plain.newPage();
      await page.goto(sari.url());
      await page.getByRole('button', { name: `Pakai isi kantor untuk ${all[1].name}` }).click();
      await page.goto(sari.url());
      await until(page, 'Belum dicatat');
      same(await page.locator('input[type=radio]:checked').count(), 2);
      await plain.close();
    });
    await t('then it is written', async () => {
      await sari.reload();
      await until(sari, 'Belum dicatat');
      await save(sari, /Catat/);
      await until(sari, 'Dicatat:');
      same(await sari.locator('input[type=radio]').count(), 0); // nothing is left to choose
      has(await main(sari), 'dipilih: isi kantor');
      await look(sari, 'luring-dicatat');
      for (const [row, words] of [[all[0], 'ditulis di puskesmas tanpa jaringan'], [all[1], 'Stok obat gudang farmasi']]) {
        await sari.goto(`/r/aplikasi?cari=${encodeURIComponent(row.name)}`);
        const link = sari.locator('main table').getByRole('link', { name: row.name, exact: true }).first();
        await sari.goto(await link.getAttribute('href'));
        same(await heading(sari), row.name);
        has(await main(sari), words);
      }
    });
    await t('what is not his is not there', async () => {
      await sari.goto('/pekerjaan/000000000000000000000000');
      has(await main(sari), 'tidak ada lagi');
    });
  });
  rmSync(folder, { recursive: true });
}
