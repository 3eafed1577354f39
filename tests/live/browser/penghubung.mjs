// SPDX-License-Identifier: MIT
// The service hub's registers as officials fill them: operations read out of an OpenAPI document, refreshed and refused with
// words; a consumer, its key that is shown once, and a private key that nobody should have pasted; the catalogue, a service's
// description, and an agreement from the request over review and both signatures until it is in force.
import { at_both_widths } from './access.mjs';
import { as, fill, has, heading, journey, main, pdf, record_facts, same, save, step, today } from './lib.mjs';

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

const weather = { name: 'cuaca.yaml', mimeType: 'application/yaml', buffer: Buffer.from(`openapi: 3.0.3
info: {title: Data cuaca, version: '1.2', description: 'Suhu **harian** <script>alert(1)</script>'}
paths:
  /suhu/{kecamatan}:
    get:
      summary: Suhu satu kecamatan
      parameters: [{name: kecamatan, in: path, required: true, schema: {type: string, maxLength: 40}}]
      responses: {'200': {description: Suhu, content: {application/json: {schema: {$ref: '#/components/schemas/Suhu'}}}}}
components:
  schemas:
    Suhu: {type: object, required: [derajat], properties: {derajat: {type: number, minimum: -10}, sebelumnya: {$ref: '#/components/schemas/Suhu'}}}
`) };

async function agreement() {
  await journey('an agreement between two agencies', async (t) => {
    const sari = await as('sari'), budi = await as('budi'), joko = await as('joko');
    const apart = (page) => page.locator('section.card', { has: page.getByRole('heading', { name: 'Dalam persiapan' }) });
    let record, service;

    await t('a provider attaches its document', async () => {
      await sari.goto('/r/layanan_penghubung/baru');
      await fill(sari, { nama: 'Data cuaca', kode: 'cuaca', alamat_hulu: 'http://127.0.0.1:9002', openapi: weather });
      await save(sari, 'Simpan');
      service = new URL(sari.url()).pathname;
      await sari.getByRole('link', { name: 'Baca Operasi layanan dari dokumen ini' }).click();
      await save(sari, 'Catat perbedaan ini');
    });
    await t('what is being prepared is no offer: its own agency sees it, apart and marked', async () => {
      await budi.goto('/katalog');
      const own = await apart(budi).innerText();
      for (const part of ['Data pasien', 'Draf', 'Belum ditawarkan']) has(own, part);
      for (const part of ['Data cuaca', 'Pencocokan NIK']) same((await main(budi)).includes(part), false);
      await at_both_widths(budi, 'hub-katalog-sendiri');
    });
    await t('so do those who coordinate, of every agency', async () => {
      for (const page of [sari, await as('hasan')]) {
        await page.goto('/katalog');
        for (const part of ['Data pasien', 'Data cuaca', 'Pencocokan NIK']) has(await apart(page).innerText(), part);
        same(await apart(page).getByRole('link', { name: 'Minta akses' }).count(), 0);
      }
      await at_both_widths(sari, 'hub-katalog-dinas');
    });
    await t('another agency sees only what is or was open', async () => {
      await joko.goto('/katalog');
      same(await apart(joko).count(), 0);
      for (const part of ['Data kas daerah', 'Kunjungan pasien']) has(await main(joko), part);
      for (const part of ['Data pasien', 'Data cuaca', 'Pencocokan NIK']) same((await main(joko)).includes(part), false);
      await at_both_widths(joko, 'hub-katalog-lain');
      await joko.goto(`${service}/uraian/openapi`);
      same(await joko.getByRole('link', { name: 'Minta akses' }).count(), 0);
    });
    await t('once it is in use, everybody does', async () => {
      record_facts('layanan_penghubung', 'Nama,Kode,Perangkat Daerah,Status\nData cuaca,cuaca,"Dinas Komunikasi, Informatika, Statistik dan Persandian",Aktif\n');
      await joko.goto('/katalog');
      has(await main(joko), 'Data cuaca');
    });
    await t('whoever looks for a service finds it in the catalogue', async () => {
      await budi.goto('/');
      await budi.getByRole('link', { name: 'Katalog layanan data' }).click();
      has(await main(budi), 'Data cuaca');
      await at_both_widths(budi, 'hub-katalog');
    });
    await t('and reads what it offers', async () => {
      await budi.locator('li', { hasText: 'Data cuaca' }).getByRole('link', { name: 'Uraian' }).click();
      const said = await main(budi);
      for (const part of ['GET /suhu/{kecamatan}', 'Suhu harian', '<script>alert(1)</script>', 'bilangan', 'paling panjang 40 huruf', 'sama dengan yang sudah diuraikan']) has(said, part);
      await at_both_widths(budi, 'hub-uraian');
    });
    await t('finds an operation by a word', async () => {
      await fill(budi, { cari: 'tidak-ada' });
      await budi.locator('form[role=search]').last().getByRole('button', { name: 'Cari' }).click();
      has(await main(budi), 'Tidak ada operasi yang cocok');
    });
    await t('and asks for access: the form knows provider, service and asker', async () => {
      await budi.getByRole('link', { name: 'Minta akses' }).click();
      same(await heading(budi), 'Kesepakatan berbagi pakai data: catat baru');
      await fill(budi, { nama: 'Cuaca untuk puskesmas', klasifikasi: 'Terbatas' });
      await save(budi, 'Simpan');
      record = new URL(budi.url()).pathname;
      const said = await main(budi);
      for (const part of ['Dinas Kesehatan', 'Diskominfo', 'Perjalanan', 'Berikutnya: Minta kepada penyedia']) has(said.replace('Dinas Komunikasi, Informatika, Statistik dan Persandian', 'Diskominfo'), part);
    });
    await t('it is reviewed, and signed by each side for itself', async () => {
      await step(await as('wati'), record, 'minta', { tujuan: 'Peringatan dini', dasar_hukum: 'Keputusan kepala daerah' });
      await step(await as('rudi'), record, 'terima');
      await step(await as('rudi'), record, 'tanpa_hukum', { catatan_hukum: 'Sesuai' });
      await step(await as('sari'), record, 'lulus_teknis', { catatan_teknis: 'Sesuai' });
      await step(await as('anton'), record, 'tanda_tangan',
        { penanda_tangan_pengguna: 'Kepala Dinas Kesehatan', tanggal_tanda_tangan_pengguna: today(), berkas_tanda_tangan_pengguna: pdf('naskah.pdf') });
      await step(await as('dian'), record, 'ajukan',
        { penanda_tangan_penyedia: 'Kepala Dinas', tanggal_tanda_tangan_penyedia: today(), berkas_tanda_tangan_penyedia: pdf('naskah.pdf') });
    });
    await t('the one side cannot take the other side\'s step', async () => {
      await budi.goto(`${record}/langkah/berlakukan`);
      has(await main(budi), 'Anda tidak dapat mengambil langkah ini');
    });
    await t('put in force, its page shows the road behind it', async () => {
      await step(await as('rudi'), record, 'berlakukan', { mulai: today(), selesai: today(300), nomor_kesepakatan: '480/90' });
      await budi.goto(record);
      const said = await main(budi);
      for (const part of ['Perjalanan', 'Telaah teknis', 'Berlaku', 'dicatat Dian Permata']) has(said, part);
      await at_both_widths(budi, 'hub-perjalanan');
    });
    await t('nobody else sees a restricted one', async () => {
      const joko = await as('joko');
      await joko.goto(record);
      same((await joko.locator('body').innerText()).includes('Cuaca untuk puskesmas'), false);
    });
  });
}

export async function penghubung() {
  await operations();
  await agreement();
  await keys();
  await gateway();
}
