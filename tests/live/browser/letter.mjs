// SPDX-License-Identifier: MIT
// Letters: an official makes one from a record, sees what it lacks, fills it and takes it along; an administrator looks at
// templates, brings a bad one and is told why, in words.
import { readFileSync } from 'node:fs';
import { too_wide, violations } from './access.mjs';
import { as, fill, has, heading, journey, main, picture, same, save } from './lib.mjs';

async function at_both_widths(page, name) {
  for (const [size, width, height] of [['lebar', 1366, 900], ['sempit', 390, 844]]) {
    await page.setViewportSize({ width, height });
    same((await violations(page)).join('\n'), '');
    same(await too_wide(page), '');
    await picture(page, `${name}-${size}`);
  }
  await page.setViewportSize({ width: 1366, height: 900 });
}

async function making() {
  await journey('a letter', async (t) => {
    const sari = await as('sari');

    await t('the record of a team offers an invitation', async () => {
      await sari.goto('/r/tim/1');
      await sari.getByRole('link', { name: 'Undangan rapat tim' }).click();
      await sari.waitForURL('**/surat/undangan_rapat');
      same(await heading(sari), 'Undangan rapat tim');
      has(await main(sari), 'Yang belum terisi');
      await at_both_widths(sari, 'surat-undangan');
    });
    await t('what is typed stands in the preview and is no longer missing', async () => {
      await fill(sari, { nomor_urut: '41', hari_tanggal: 'Senin, 7 Desember 2026', waktu: 'pukul 09.00', tempat_rapat: 'Aula <1>', acara: 'Reviu' });
      await sari.getByRole('button', { name: 'Perbarui pratinjau' }).click();
      await sari.waitForURL('**nomor_urut=41**');
      has(await sari.locator('.bunyi-surat').innerText(), 'Aula <1>');
      has(await main(sari), 'Semua bidang surat terisi.');
      await at_both_widths(sari, 'surat-terisi');
    });
    await t('and the file comes as a DOCX', async () => {
      const [file] = await Promise.all([sari.waitForEvent('download'), sari.getByRole('button', { name: 'Unduh DOCX' }).click()]);
      same(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK');
      has(file.suggestedFilename(), 'undangan_rapat');
    });
  });
}

async function templates() {
  await journey('templates', async (t) => {
    const rina = await as('pengelola');

    await t('the list stands among the settings', async () => {
      await rina.goto('/pengaturan');
      await rina.getByRole('link', { name: 'Templat surat' }).click();
      await rina.waitForURL('**/pengaturan/surat');
      await at_both_widths(rina, 'surat-daftar');
    });
    await t('who signs is kept', async () => {
      await fill(rina, { tempat: 'Martapura', kode_surat: '555' });
      await save(rina, 'Simpan');
      same(await rina.locator('[name=tempat]').inputValue(), 'Martapura');
    });
    await t('one letter shows its words and its fields', async () => {
      await rina.getByRole('link', { name: 'Surat jawaban permohonan' }).click();
      await rina.waitForURL('**/surat/jawaban_permohonan');
      has(await rina.locator('.bunyi-surat').innerText(), 'Martapura');
      await at_both_widths(rina, 'surat-templat');
    });
    await t('a file that is no letter is refused, and says why', async () => {
      await rina.locator('#f-berkas').setInputFiles({ name: 'a.docx', mimeType: 'application/zip', buffer: Buffer.from('bukan') });
      await save(rina, 'Pakai templat ini');
      has(await main(rina), 'bukan dokumen Word');
      await at_both_widths(rina, 'surat-ditolak');
    });
  });
}

export async function letter() {
  await making();
  await templates();
}
