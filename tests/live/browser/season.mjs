// SPDX-License-Identifier: MIT
// One agency's budget season: a proposal sent while its stage is open, a warning of what another agency has, the table of the
// review with two people at it, one letter, its signed scan, and the provision that turns by it.
import { too_wide, violations } from './access.mjs';
import { as, fill, has, heading, journey, main, pdf, picture, same, save, today } from './lib.mjs';

const year = Number(today().slice(0, 4)) + 1, name = 'Absensi Pegawai Puskesmas';
const table = `/r/usulan_anggaran/telaah?tahun=${year}&tahapan=rka`;
let record = '';

async function at_both_widths(page, shot) {
  for (const [size, width, height] of [['lebar', 1366, 900], ['sempit', 390, 844]]) {
    await page.setViewportSize({ width, height });
    same((await violations(page)).join('\n'), '');
    same(await too_wide(page), '');
    await picture(page, `${shot}-${size}`);
  }
  await page.setViewportSize({ width: 1366, height: 900 });
}

async function row(page, title) {
  return page.locator('table.telaah tr', { has: page.getByRole('link', { name: title, exact: true }) });
}

async function link_of(page) {
  return new URL(page.url()).pathname;
}

async function proposing() {
  await journey('a proposal', async (t) => {
    const budi = await as('budi'), anton = await as('anton');

    await t('the form warns of the application that another agency has', async () => {
      await budi.goto('/r/usulan_anggaran/baru');
      await fill(budi, { nama: name, tahun: String(year) });
      await budi.locator('[name="tahun"]').blur();
      await budi.locator('#mirip .alert').waitFor();
      has(await budi.locator('#mirip').innerText(), 'Absensi Pegawai');
      await at_both_widths(budi, 'musim-formulir');
    });
    await t('a code written otherwise is told, and nothing typed is lost', async () => {
      await fill(budi, { nilai: '150000000', kode_rekening: '5.2.6', kode_sub_kegiatan: '1.02.02.2.02.0014' });
      await budi.locator('[name="arsitektur"]').selectOption({ index: 1 });
      await budi.locator('[name="peta_rencana"]').selectOption({ index: 1 });
      await save(budi, 'Simpan');
      has(await main(budi), 'susunan kodenya lain');
      same(await budi.locator('[name="nama"]').inputValue(), name);
      has(await budi.locator('#mirip').innerText(), 'Absensi Pegawai');
      await fill(budi, { kode_rekening: '5.2.06.01.01.0005' });
      await save(budi, 'Simpan');
      record = await link_of(budi);
      has(await main(budi), 'Aplikasi serupa di Perangkat Daerah lain');
    });
    await t('a stage that is closed is told with its days', async () => {
      await anton.goto(`${record}/langkah/kirim`);
      await anton.locator('[name="tahapan"]').selectOption('kua_ppas');
      await fill(anton, { nilai: '150.000.000' });
      await save(anton);
      has(await main(anton), `KUA-PPAS ${year} dibuka`);
      has(await main(anton), 'hari ini');
    });
    await t('in an open one it is sent', async () => {
      await anton.locator('[name="tahapan"]').selectOption('rka');
      await save(anton);
      has(await main(anton), 'Dikirim untuk ditelaah');
    });
    await t('it does not go on without the recommendation that the regulation asks for', async () => {
      await anton.goto(`${record}/langkah/ajukan`);
      has(await main(anton), 'Pasal 10 ayat (4)');
    });
  });
}

async function reviewing() {
  await journey('the review', async (t) => {
    const sari = await as('sari'), rudi = await as('rudi'), budi = await as('budi');

    await t('an agency does not open the table', async () => {
      const answer = await budi.goto(table);
      same(answer.status(), 403);
    });
    await t('the table shows what may be the same, sums, and works at both widths', async () => {
      await sari.goto('/r/usulan_anggaran');
      await sari.getByRole('link', { name: 'Telaah' }).click();
      await sari.waitForURL('**/telaah**');
      await sari.goto(table);
      has(await (await row(sari, name)).innerText(), 'Absensi Pegawai');
      has(await main(sari), 'Jumlah seluruhnya');
      await at_both_widths(sari, 'musim-telaah');
    });
    await t('sums follow what is typed, and arrow keys go down a column', async () => {
      const boxes = sari.locator('input[data-bidang="pagu_rekomendasi"]');
      const before = await sari.locator('output[data-jumlah="pagu_rekomendasi"]').last().innerText();
      await (await row(sari, name)).locator('input[data-bidang="pagu_rekomendasi"]').fill('120.000.000');
      if (before === await sari.locator('output[data-jumlah="pagu_rekomendasi"]').last().innerText()) throw new Error('no sum');
      await boxes.first().focus();
      await sari.keyboard.press('ArrowDown');
      same(await boxes.nth(1).evaluate((el) => el === document.activeElement), true);
    });
    await t('what another saved meanwhile stands beside what was typed; nothing is overwritten in silence', async () => {
      await rudi.goto(table);
      await (await row(rudi, name)).locator('input[data-bidang="pagu_rekomendasi"]').fill('90.000.000');
      await save(rudi, 'Simpan telaah');
      has(await main(rudi), '1 baris disimpan');
      await (await row(sari, name)).locator('select').selectOption('disetujui_catatan');
      await (await row(sari, name)).locator('input[data-bidang="catatan_telaah"]').fill('Pakai ulang aplikasi yang ada');
      await (await row(sari, 'Langganan internet puskesmas')).locator('select').selectOption('disetujui');
      const [answer] = await Promise.all([sari.waitForResponse((r) => r.request().method() === 'POST'), save(sari, 'Simpan telaah')]);
      same(answer.status(), 409);
      has(await (await row(sari, name)).innerText(), '90.000.000');
      same(await (await row(sari, name)).locator('input[data-bidang="pagu_rekomendasi"]').inputValue(), '120.000.000');
      await at_both_widths(sari, 'musim-bentrok');
    });
    await t('saving again means it', async () => {
      await save(sari, 'Simpan telaah');
      has(await main(sari), '2 baris disimpan');
      same(await (await row(sari, name)).locator('input[data-bidang="pagu_rekomendasi"]').inputValue(), '120.000.000');
    });
    await t('on paper it lies across', async () => {
      await sari.emulateMedia({ media: 'print' });
      await picture(sari, 'musim-cetak');
      same(await sari.locator('.telaah-wadah').evaluate((el) => getComputedStyle(el).page), 'lebar');
      await sari.emulateMedia({ media: null });
    });
  });
}

async function budget_lines() {
  await journey('the budget lines', async (t) => {
    const sari = await as('sari'), dian = await as('dian');
    const csv = ['Kode Sub Kegiatan;Nama Sub Kegiatan;Kode Akun;Nama Akun;Nama SKPD;Pagu;Tahun',
      `1.02.01.2.08.0002;Jasa komunikasi;5.1.02.02.01.0063;Belanja internet puskesmas;Dinas Kesehatan;96.000.000;${year}`,
      `1.02.02.2.02.0014;Pelayanan kesehatan;5.2.06.01.01.0005;Aplikasi absensi;Dinas Kesehatan;120.000.000;${year}`,
      `1.02.01.2.06.0002;Peralatan kantor;5.1.02.01.01.0024;Alat tulis kantor;Dinas Kesehatan;20.000.000;${year}`].join('\r\n');

    await t('they come in as another system exports them, ICT guessed and proposals found', async () => {
      await sari.goto('/r/baris_belanja/impor');
      await sari.locator('input[type=file]').first().setInputFiles({ name: 'belanja.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      await save(sari);
      await picture(sari, 'musim-impor');
      await sari.getByRole('button', { name: /Catat|Terapkan|Simpan|Impor/ }).last().click();
      await sari.waitForLoadState();
      await sari.goto(`/r/baris_belanja?f.tahun=${year}`);
      const text = await main(sari);
      has(text, 'Diduga TIK, belum dipastikan');
      has(text, name);
      has(text, 'Alat tulis kantor');
      await picture(sari, 'musim-belanja');
    });
    await t('a person settles the guess, several at once', async () => {
      await sari.goto(`/r/baris_belanja?f.tahun=${year}&f.tik=dugaan`);
      for (const box of await sari.locator('input[name="_r"]').all()) await box.check();
      await sari.getByRole('button', { name: /Ubah/ }).last().click();
      await sari.waitForURL('**/massal**');
      await sari.locator('select[name="_bidang"]').selectOption('tik');
      await Promise.all([sari.waitForEvent('load'), sari.getByRole('button', { name: 'Pilih bidang' }).click()]);
      await sari.locator('main select[name="tik"]').selectOption('ya');
      await Promise.all([sari.waitForEvent('load'), sari.getByRole('button', { name: 'Periksa dahulu' }).click()]);
      await Promise.all([sari.waitForEvent('load'), sari.getByRole('button', { name: /Ubah 2 baris/ }).click()]);
      has(await main(sari), '2 baris diubah');
    });
    await t('and what has no recommendation breaks the provision', async () => {
      await dian.goto('/pemenuhan/10%284%29');
      has(await main(dian), 'Dinas Kesehatan');
      has(await main(dian), '1 dari 2');
    });
  });
}

async function in_force() {
  await journey('the letter', async (t) => {
    const sari = await as('sari'), anton = await as('anton'), dian = await as('dian');

    await t('one for the agency, with its rows attached', async () => {
      await sari.goto(table);
      await sari.locator('tr.kelompok', { hasText: 'Dinas Kesehatan' }).getByRole('link', { name: 'Surat rekomendasi anggaran' }).click();
      await sari.waitForURL('**/surat/hasil_telaah_anggaran**');
      const text = await sari.locator('.bunyi-surat').innerText();
      has(text, `Rekomendasi rencana anggaran SPBE RKA tahun ${year}`);
      has(text, name);
      has(text, 'Langganan internet puskesmas');
      has(text, 'Direkomendasikan dengan catatan');
      await at_both_widths(sari, 'musim-surat');
    });
    await t('nothing is in force before the signed scan is back', async () => {
      await sari.getByRole('link', { name: 'Catat surat bertanda tangan' }).click();
      await sari.waitForURL('**/terima**');
      await fill(sari, { nomor_surat: '900/77/KOMINFO', tanggal_surat: today() });
      await sari.locator('form[method=post] input[type=file]').evaluate((el) => el.removeAttribute('required'));
      await save(sari, 'Catat surat');
      has(await main(sari), 'Pindaian surat');
      await at_both_widths(sari, 'musim-terima');
    });
    await t('with it, it is in force for each row', async () => {
      await fill(sari, { nomor_surat: '900/77/KOMINFO', tanggal_surat: today(), berkas_surat: pdf('rekomendasi.pdf') });
      await save(sari, 'Catat surat');
      has(await main(sari), 'berlaku bagi 2 baris');
      await anton.goto(record);
      has(await main(anton), 'Rekomendasi rencana anggaran SPBE');
    });
    await t('the proposal goes on', async () => {
      await anton.goto(record);
      const way = anton.locator('main a[href$="/langkah/ajukan"], main form[action$="/langkah/ajukan"] button').first();
      await Promise.all([anton.waitForEvent('load'), way.click()]);
      has(await main(anton), 'Diajukan');
      await at_both_widths(anton, 'musim-usulan');
    });
    await t('and the provision is met', async () => {
      await dian.goto('/pemenuhan/10%284%29');
      has(await main(dian), 'Terpenuhi');
      has(await main(dian), '2 dari 2');
      await picture(dian, 'musim-pasal');
    });
    await t('the next stage keeps the amounts of the one before', async () => {
      await sari.goto('/r/tahap_anggaran');
      await sari.getByRole('link', { name: 'Pergeseran tahun depan' }).click();
      await sari.waitForURL(/tahap_anggaran\/\d+$/);
      await sari.goto(`${await link_of(sari)}/ubah`);
      await fill(sari, { buka: today(-1) });
      await save(sari, 'Simpan');
      await anton.goto(`${record}/langkah/teruskan`);
      await anton.locator('[name="tahapan"]').selectOption('pergeseran');
      await fill(anton, { nilai: '110.000.000' });
      await save(anton);
      const card = await main(anton);
      has(card, 'Pagu per tahapan');
      has(card, 'Rp 120.000.000');
      has(card, 'Rp 110.000.000');
      await at_both_widths(anton, 'musim-tahapan');
    });
  });
}

async function without_scripts() {
  await journey('without scripts', async (t) => {
    await t('the table is saved all the same', async () => {
      const maya = await as('rudi');
      const cookies = await maya.context().cookies();
      const page = await (await maya.context().browser().newContext({ baseURL: process.env.URL, javaScriptEnabled: false })).newPage();
      await page.context().addCookies(cookies);
      await page.goto(table);
      await page.locator('input[name^="pagu_rekomendasi."]').first().fill('77.000.000');
      await page.getByRole('button', { name: 'Simpan telaah' }).click();
      has(await page.locator('main').innerText(), '1 baris disimpan');
      same(await heading(page), 'Telaah usulan anggaran');
      await page.context().close();
    });
  });
}

export async function season() {
  await proposing();
  await reviewing();
  await budget_lines();
  await in_force();
  await without_scripts();
}
