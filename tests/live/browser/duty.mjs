// SPDX-License-Identifier: MIT
// Keeping registers up to date: the operator states, the head approves; the Dinas sees who is late and copies the texts; without
// scripts and by keyboard, too. The days that pass are played in ladder.sh.
import { violations, too_wide } from './access.mjs';
import { as, has, heading, journey, login, main, same, save, stranger } from './lib.mjs';

async function states() {
  await journey('a statement', async (t) => {
    const budi = await as('budi'), anton = await as('anton');
    let at;

    await t('budi finds from the list what is asked of it', async () => {
      await budi.goto('/r/data_informasi');
      await budi.locator('main').getByRole('link', { name: 'Pemutakhiran', exact: true }).click();
      same(await heading(budi), 'Pemutakhiran');
      has(await main(budi), 'Dinas Kesehatan');
    });
    await t('and goes from there to the statement, in one step', async () => {
      await budi.locator('tr', { hasText: 'Data dan informasi' }).getByRole('link', { name: 'Siapkan pernyataan' }).click();
      has(await main(budi), 'Yang tercatat sekarang');
      at = new URL(budi.url()).pathname;
    });
    await t('whoever cannot make it is led to the form of a postponement, filled in', async () => {
      await budi.getByRole('link', { name: 'Ajukan penundaan tenggat' }).click();
      same(await budi.locator('[name="perangkat_daerah"]').first().inputValue(), '9');
      has(await budi.content(), 'pemutakhiran:7');
      await budi.goBack();
    });
    await t('nothing to record cannot be chosen while there is something', async () => {
      same(await budi.getByLabel(/^Nihil/).isDisabled(), true);
      has(await main(budi), 'daftar ini memuat');
    });
    await t('and is refused by whatever door', async () => {
      await budi.getByLabel(/^Nihil/).evaluate((el) => { el.disabled = false; el.checked = true; });
      await budi.getByLabel('Catatan untuk pimpinan').fill('Diketik sebelum ditolak');
      await save(budi, 'Kirim kepada pimpinan');
      has(await main(budi), 'tidak dapat dibuat');
      same(await budi.getByLabel('Catatan untuk pimpinan').inputValue(), 'Diketik sebelum ditolak');
    });
    await t('up to date is taken', async () => {
      await budi.getByLabel('Sudah dimutakhirkan').check();
      await save(budi, 'Kirim kepada pimpinan');
      has(await main(budi), 'Menunggu pimpinan');
    });
    await t('anton finds it among his tasks and approves', async () => {
      await anton.goto('/tindakan');
      await anton.getByRole('link', { name: 'Setujui pernyataan pemutakhiran' }).first().click();
      has(await main(anton), 'Diketik sebelum ditolak');
      await anton.locator('main').getByRole('link', { name: 'Setujui' }).or(anton.locator('main').getByRole('button', { name: 'Setujui' })).first().click();
      if (/langkah/.test(anton.url())) await save(anton);
      await anton.goto('/pemutakhiran');
      has(await anton.locator('tr', { hasText: 'Data dan informasi' }).innerText(), 'Selesai');
    });
    await t('the statement page says that it is done', async () => {
      await budi.goto(at);
      has(await main(budi), 'sudah disiapkan atau selesai');
      same(await budi.getByRole('button', { name: 'Kirim kepada pimpinan' }).count(), 0);
    });
    await t('another agency\'s statement is not his to make', async () => {
      await budi.goto('/pemutakhiran/1');
      same(await budi.getByRole('button', { name: 'Kirim kepada pimpinan' }).count(), 0);
    });
  });
}

async function chases() {
  await journey('chasing', async (t) => {
    const dian = await as('dian');

    await t('dian sees who is late and at which step', async () => {
      await dian.setViewportSize({ width: 1366, height: 900 });
      await dian.goto('/pemutakhiran');
      has(await dian.locator('.mutakhir tr', { hasText: 'Dinas Pendidikan' }).innerText(), '4. Disebut dalam laporan');
      has(await dian.locator('.mutakhir tr', { hasText: 'RSUD Harapan' }).innerText(), 'Server rumah sakit dipindahkan');
    });
    await t('narrows it to them', async () => {
      await dian.getByLabel('Sudah sampai').selectOption({ label: 'Pengingat kepada Kepala Perangkat Daerah' });
      await save(dian, 'Saring');
      same(await dian.locator('.mutakhir tbody tr').count(), 1);
    });
    await t('copies all texts with one press', async () => {
      await dian.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await dian.goto('/pemutakhiran/teks');
      await dian.getByRole('button', { name: 'Salin semuanya' }).click();
      await dian.getByRole('button', { name: 'Tersalin' }).waitFor();
      const text = await dian.evaluate(() => navigator.clipboard.readText());
      has(text, 'Dinas Pendidikan');
      has(text, 'Yth. Operator Dinas Perhubungan');
    });
    await t('the ladder stands on the agency\'s report, and in that of the region', async () => {
      await dian.goto('/rapor/2.01');
      const rows = dian.locator('#tangga tbody tr', { hasText: 'Pemutakhiran Aplikasi' });
      same(await rows.count(), 4);
      has(await rows.first().innerText(), 'Disebut dalam laporan');
      await dian.goto('/laporan');
      has(await dian.locator('.hal-peringatan').innerText(), 'Dinas Pendidikan');
    });
    await t('no page of it is wider than a telephone, and axe finds nothing', async () => {
      for (const path of ['/pemutakhiran', '/pemutakhiran/teks', '/rapor/2.01'])
        for (const width of [1366, 390]) {
          await dian.setViewportSize({ width, height: 900 });
          await dian.goto(path);
          same((await violations(dian)).join('\n'), '');
          same(await too_wide(dian) || '', '');
        }
      await dian.setViewportSize({ width: 1366, height: 900 });
    });
  });
}

async function plain() {
  await journey('without scripts', async (t) => {
    const joko = await stranger({ javaScriptEnabled: false });

    await login(joko, 'joko');
    await t('joko reads the text that is meant for him', async () => {
      await joko.goto('/pemutakhiran/teks');
      has(await joko.locator('textarea').first().inputValue(), 'Dinas Pendidikan');
      same(await joko.getByRole('button', { name: 'Salin semuanya' }).count(), 0); // a button that would do nothing is not there
    });
    await t('and prepares the statement that is late', async () => {
      await joko.goto('/pemutakhiran');
      await joko.getByRole('link', { name: 'Siapkan pernyataan' }).first().click();
      await joko.getByLabel('Sudah dimutakhirkan').check();
      await joko.getByRole('button', { name: 'Kirim kepada pimpinan' }).click();
      has(await main(joko), 'Periksa dan setujui');
    });
    await t('he turns mail off and on again', async () => {
      await joko.goto('/akun');
      await joko.getByRole('button', { name: 'Matikan surel pengingat' }).click();
      has(await main(joko), 'Pengingat tidak dikirim');
      await joko.getByRole('button', { name: 'Hidupkan surel pengingat' }).click();
      has(await main(joko), 'dikirim ke joko@');
    });
    await joko.context().close();
  });
}

async function mail() {
  await journey('mail settings', async (t) => {
    const rina = await as('pengelola');

    await t('a wrong sender is told beside what was typed', async () => {
      await rina.goto('/pengaturan/surel');
      await rina.getByLabel('Server surel (SMTP)').fill('smtp.contoh');
      await rina.getByLabel('Nama pengirim').fill('SPBE');
      await save(rina, 'Simpan');
      has(await main(rina), 'Alamat pengirim belum benar');
      same(await rina.getByLabel('Server surel (SMTP)').inputValue(), 'smtp.contoh');
    });
    await t('nothing can be sent meanwhile', async () => {
      await rina.goto('/pengaturan/surel');
      same(await rina.getByRole('button', { name: 'Kirim surel percobaan' }).count(), 0);
    });
    await t('the days between the steps are settings', async () => {
      await rina.goto('/pengaturan');
      has(await main(rina), 'Tangga pengingat: surat peringatan a.n. Sekretaris Daerah');
      has(await main(rina), 'hari dihitung sebagai');
    });
  });
}

export async function duty() {
  await states();
  await chases();
  await plain();
  await mail();
}
