// SPDX-License-Identifier: MIT
// The service hub's registers as officials fill them: operations read out of an OpenAPI document, refreshed and refused with
// words; a consumer, its key that is shown once, and a private key that nobody should have pasted.
import { at_both_widths } from './access.mjs';
import { as, fill, has, heading, journey, main, same, save, step } from './lib.mjs';

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

// No gateway listens here: what an official reads then. That a connection works is shown by tests/live/hub_national.sh.
async function gateway() {
  await journey('a connection to a national gateway', async (t) => {
    const sari = await as('sari'), rudi = await as('rudi');
    let record;

    await t('it is recorded without its secret', async () => {
      await sari.goto('/r/sambungan_nasional/baru');
      await fill(sari, { nama: 'Penghubung layanan pemerintah', kode: 'splp', alamat_gerbang: 'http://127.0.0.1:9/t/contoh.go.id',
        alamat_token: 'http://127.0.0.1:9/token', klien: 'klien-daerah' });
      await at_both_widths(sari, 'hub-sambungan-formulir');
      await save(sari, 'Simpan');
      same(await heading(sari), 'Penghubung layanan pemerintah');
      record = new URL(sari.url()).pathname;
    });
    await t('what cannot be one is refused beside its field', async () => {
      await sari.getByLabel('Rahasia klien atau kunci').fill('dua kata');
      await save(sari, 'Simpan rahasia');
      has(await main(sari), 'tanpa spasi');
      await at_both_widths(sari, 'hub-sambungan-ditolak');
    });
    await t('the secret is given once and never shown', async () => {
      await sari.goto(record);
      await sari.getByLabel('Rahasia klien atau kunci').fill('RahasiaGerbang-77');
      await save(sari, 'Simpan rahasia');
      has(await main(sari), 'Sudah diisi; tidak pernah ditampilkan lagi');
      same((await sari.content()).includes('RahasiaGerbang-77'), false);
      await sari.goto(`${record}/ubah`);
      same((await sari.content()).includes('RahasiaGerbang-77'), false);
    });
    await t('in use, the record says how it stands and what to do', async () => {
      await step(rudi, record, 'aktifkan');
      for (let i = 0; i < 40 && !(await main(rudi)).includes('Gerbang tidak dapat dihubungi'); i++) {
        await rudi.waitForTimeout(250);
        await rudi.goto(record);
      }
      const said = await main(rudi);
      for (const part of ['Keadaan di luar', 'Terputus', 'Gerbang tidak dapat dihubungi', 'Dicoba lagi sendiri']) has(said, part);
      await at_both_widths(rudi, 'hub-sambungan-terputus');
    });
    await t('another address asks for the secret again', async () => {
      await rudi.goto(`${record}/ubah`);
      await fill(rudi, { alamat_token: 'http://127.0.0.1:9/token2' });
      await save(rudi, 'Simpan');
      for (let i = 0; i < 40 && !(await main(rudi)).includes('Alamat berubah'); i++) {
        await rudi.waitForTimeout(250);
        await rudi.goto(record);
      }
      has(await main(rudi), 'Isi lagi rahasia itu');
      await at_both_widths(rudi, 'hub-sambungan-alamat');
    });
  });
}

export async function penghubung() {
  await operations();
  await keys();
  await gateway();
}
