// SPDX-License-Identifier: MIT
// The service hub's registers as officials fill them: operations read out of an OpenAPI document, refreshed and refused with
// words; a consumer, its key that is shown once, and a private key that nobody should have pasted.
import { at_both_widths } from './access.mjs';
import { as, fill, has, heading, journey, main, same, save } from './lib.mjs';

const document = (name, paths) => ({ name, mimeType: 'application/yaml',
  buffer: Buffer.from(`openapi: 3.0.3\ninfo: {title: Data pasien, version: '1.0'}\npaths:\n${paths}`) });
const first = document('pasien.yaml', '  /pasien/{nik}:\n    get: {summary: Satu pasien}\n    delete: {summary: Hapus pasien}\n  /cari:\n    post: {summary: Cari pasien, requestBody: {content: {}}}\n');
const second = document('pasien-2.yaml', '  /pasien/{nik}:\n    get: {summary: Satu pasien menurut NIK}\n  /cari:\n    post: {summary: Cari pasien, requestBody: {content: {}}}\n  /kunjungan:\n    get: {summary: Daftar kunjungan}\n');

async function attach(page, record, file) {
  await page.goto(`${record}/ubah`);
  await page.locator('[name=openapi][type=checkbox]').uncheck();
  await page.locator('[name=openapi][type=file]').setInputFiles(file);
  await save(page, 'Simpan');
}

async function operations() {
  await journey('operations of a service', async (t) => {
    const budi = await as('budi');
    let record;

    await t('a service is recorded with its document', async () => {
      await budi.goto('/r/layanan_penghubung/baru');
      await fill(budi, { nama: 'Data pasien', kode: 'data-pasien', alamat_hulu: 'http://127.0.0.1:9001', openapi: first });
      await save(budi, 'Simpan');
      same(await heading(budi), 'Data pasien');
      record = new URL(budi.url()).pathname;
    });
    await t('what the document offers is shown before it is recorded', async () => {
      await budi.getByRole('link', { name: 'Baca Operasi layanan dari dokumen ini' }).click();
      same(await heading(budi), 'Baca dari dokumen');
      has(await main(budi), 'Baru 3');
      has(await main(budi), 'POST /cari');
      await at_both_widths(budi, 'hub-baca');
    });
    await t('and new operations start closed', async () => {
      await save(budi, 'Catat perbedaan ini');
      same(new URL(budi.url()).pathname, record);
      has(await budi.locator('body').innerText(), 'Dicatat: 3 baru, 0 berubah, 0 tidak ada lagi.');
      await budi.goto('/r/operasi_layanan?f.status=tertutup&cari=pasien');
      has(await main(budi), 'DELETE /pasien/{nik}');
    });
    await t('a second look finds nothing new', async () => {
      await budi.goto(`${record}/baca/openapi`);
      has(await main(budi), 'Tidak ada yang berbeda');
    });
    await t('a new edition shows what came, went and changed', async () => {
      await attach(budi, record, second);
      await budi.goto(`${record}/baca/openapi`);
      const said = await main(budi);
      for (const part of ['Baru 1', 'Berubah 1', 'Tidak ada lagi 1', 'Tetap 1', 'GET /kunjungan', 'Ringkasan']) has(said, part);
      await at_both_widths(budi, 'hub-baca-lagi');
      await save(budi, 'Catat perbedaan ini');
      await budi.goto('/r/operasi_layanan?f.status=dicoret');
      has(await main(budi), 'DELETE /pasien/{nik}');
    });
    await t('what comes back is there again, closed', async () => {
      await attach(budi, record, first);
      await budi.goto(`${record}/baca/openapi`);
      has(await main(budi), 'Ada lagi 1');
      await save(budi, 'Catat perbedaan ini');
      await budi.goto('/r/operasi_layanan?f.status=tertutup&cari=pasien');
      has(await main(budi), 'DELETE /pasien/{nik}');
    });
    await t('a document of another kind is refused with the reason', async () => {
      await attach(budi, record, { name: 'lama.json', mimeType: 'application/json', buffer: Buffer.from('{"swagger":"2.0","paths":{}}') });
      await budi.goto(`${record}/baca/openapi`);
      has(await main(budi), 'Swagger 2.0');
      same(await budi.getByRole('button', { name: 'Catat perbedaan ini' }).count(), 0);
      await at_both_widths(budi, 'hub-baca-ditolak');
    });
  });
}

async function keys() {
  await journey('keys of a consumer', async (t) => {
    const budi = await as('budi');
    let secret, record;

    await t('a consumer is recorded', async () => {
      await budi.goto('/r/konsumen_layanan/baru');
      await fill(budi, { nama: 'Rujukan antarpuskesmas', kode: 'rujukan' });
      await save(budi, 'Simpan');
      same(await heading(budi), 'Rujukan antarpuskesmas');
    });
    await t('its API key is made here and shown once', async () => {
      await budi.goto('/r/kunci_konsumen/baru');
      await fill(budi, { nama: 'Server rujukan 2027' });
      await budi.locator('#f-konsumen').selectOption(await budi.locator('#f-konsumen option', { hasText: 'Rujukan antarpuskesmas' }).first().getAttribute('value'));
      await save(budi, 'Simpan');
      record = new URL(budi.url()).pathname;
      await at_both_widths(budi, 'hub-kunci');
      await save(budi, 'Buat Kunci API');
      secret = (await budi.locator('#rahasia-baru').innerText()).trim();
      same(secret.length, 43);
      await at_both_widths(budi, 'hub-kunci-baru');
    });
    await t('afterwards only its fingerprint is known', async () => {
      await budi.goto(record);
      const said = await main(budi);
      has(said, 'Sudah dibuat; sidik');
      same(said.includes(secret), false);
    });
    await t('a private key is refused', async () => {
      await budi.goto(`${record}/ubah`);
      await fill(budi, { kunci_publik: '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----' });
      await save(budi, 'Simpan');
      has(await main(budi), 'Ini kunci rahasia');
      await budi.goto(record);
      same((await main(budi)).includes('Kunci publik'), false);
    });
    await t('an asker of another agency sees nothing of it', async () => {
      const joko = await as('joko');
      await joko.goto(record);
      same((await joko.locator('body').innerText()).includes('Server rujukan'), false);
    });
  });
}

export async function penghubung() {
  await operations();
  await keys();
}
