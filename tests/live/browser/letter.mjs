// SPDX-License-Identifier: MIT
// Letters: an official makes one from a record, sees what it lacks, fills it and takes it along; an administrator looks at
// templates, brings a bad one and is told why, in words.
import { readFileSync } from 'node:fs';
import { at_both_widths } from './access.mjs';
import { as, fill, has, heading, journey, main, same, save, shots } from './lib.mjs';

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
      same((await main(sari)).includes('Yang belum terisi'), false);
      has(await main(sari), 'Kode klasifikasi surat'); // of the number; the administrator sets it
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

// Letters for many records: by keyboard from the list, looked over, made beside the requests, fetched; without scripts too.
async function many() {
  await journey('letters at once', async (t) => {
    const sari = await as('sari');

    await t('rows are ticked and the button pressed by keyboard', async () => {
      await sari.goto('/r/perangkat_daerah?urut=nama');
      for (const name of ['Dinas Kesehatan', 'Dinas Pendidikan']) {
        await sari.getByRole('checkbox', { name: `Pilih ${name}` }).focus();
        await sari.keyboard.press('Space');
      }
      await sari.getByRole('button', { name: /Buat surat/ }).focus();
      await Promise.all([sari.waitForEvent('load'), sari.keyboard.press('Enter')]);
      same(await heading(sari), 'Surat massal');
      has(await main(sari), '2 surat dapat dibuat');
      has(await main(sari), 'baris yang Anda pilih');
    });
    await t('what is missing is named before anything is made', async () => {
      has(await main(sari), 'Batas waktu');
      await fill(sari, { batas_waktu: '31 Desember 2026', mulai: '46' });
      await sari.getByRole('button', { name: 'Perbarui pemeriksaan' }).click();
      await sari.waitForURL('**mulai=46**');
      has(await main(sari), '/46/DISKOMINFO/');
      has(await main(sari), '/47/DISKOMINFO/');
      same(await sari.locator('input[name=batas_waktu]:not([type=hidden])').inputValue(), '31 Desember 2026');
      await at_both_widths(sari, 'surat-massal');
    });
    await t('all that the filter shows, when none is ticked', async () => {
      await sari.goto('/r/perangkat_daerah?f.jenis=badan');
      const shown = await sari.locator('#hasil [role=status]').innerText();
      await sari.getByRole('button', { name: /Buat surat/ }).click();
      await sari.waitForURL('**/surat-massal?**');
      has(await main(sari), `${parseInt(shown, 10)} surat dapat dibuat`);
      has(await main(sari), 'menurut saringan daftar');
    });
    await t('a filter that shows nothing is no dead end', async () => {
      await sari.goto('/r/perangkat_daerah/surat-massal?cari=tidakadayangsepertiini');
      has(await main(sari), 'Tidak ada baris');
      await at_both_widths(sari, 'surat-massal-kosong');
    });
    await t('they are made, and one is left out', async () => {
      await sari.goto('/r/perangkat_daerah/surat-massal?cari=Dinas&batas_waktu=Desember&bentuk=docx');
      const n = await sari.locator('tbody input[type=checkbox]').count();
      await sari.locator('tbody input[type=checkbox]').first().uncheck();
      await save(sari, /Buat \d+ surat/);
      await sari.getByText(`${n - 1} surat dibuat`).waitFor({ timeout: 60000 });
      await at_both_widths(sari, 'surat-massal-hasil');
    });
    await t('and come as one ZIP', async () => {
      const [file] = await Promise.all([sari.waitForEvent('download'), sari.getByRole('link', { name: /\.zip$/ }).click()]);
      same(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK');
      has(file.suggestedFilename(), 'surat_pengingat-');
    });
    await t('the way back to it is under the own name', async () => {
      await sari.locator('details.akun summary').click();
      await sari.getByRole('link', { name: 'Pekerjaan saya' }).click();
      await sari.waitForURL('**/pekerjaan');
      has(await main(sari), 'Surat massal');
      await at_both_widths(sari, 'pekerjaan');
    });
    await t('without scripts it shows how far it is, stops, and goes on', async () => {
      const plain = await sari.context().browser().newContext({ javaScriptEnabled: false, locale: 'id-ID',
        baseURL: new URL(sari.url()).origin, storageState: await sari.context().storageState(), viewport: { width: 1366, height: 900 } });
      const page = await plain.newPage();

      await page.goto('/r/perangkat_daerah/surat-massal?batas_waktu=Desember&bentuk=pdf&nomor=kosong');
      if (!await page.locator('input[value=pdf]').count()) { // no LibreOffice: nothing takes long enough
        await plain.close();
        return;
      }
      await page.getByRole('button', { name: /Buat \d+ surat/ }).click();
      await page.getByText('Surat-surat sedang dibuat').waitFor();
      same(await page.locator('progress').count(), 1);
      await page.screenshot({ path: shots ? `${shots}/pekerjaan-berjalan.png` : undefined });
      await page.getByRole('button', { name: 'Hentikan' }).click();
      await page.getByText('Dihentikan atas permintaan Anda').waitFor({ timeout: 30000 });
      await page.getByRole('button', { name: 'Lanjutkan' }).click();
      await page.getByText(/\d+ surat dibuat/).waitFor({ timeout: 120000 });
      await plain.close();
    });
  });
}

export async function letter() {
  await making();
  await many();
  await templates();
}
