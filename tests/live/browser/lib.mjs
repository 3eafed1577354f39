// SPDX-License-Identifier: MIT
// What the journeys share: TAP, people who log in, small words for what one does on a page.
//   URL DATA PROGRAM   the region that browser.sh has started       PRASASTI_SHOTS   a folder for pictures, or nothing
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const url = process.env.URL, shots = process.env.PRASASTI_SHOTS || '';
const data = process.env.DATA, program = process.env.PROGRAM, password = 'latihan-2026';
const wait = 10000; // milliseconds that a page may take: sanitized programs on busy machines are slow
let count = 0, failed = 0, browser;

// One test: passed when `act` does not throw. Says whether it passed.
export async function check(why, act) {
  count++;
  try {
    const said = await act();
    if (said === false) throw new Error('false');
    console.log(`ok ${count} - ${why}`);
    return true;
  } catch (e) {
    failed++;
    console.log(`not ok ${count} - ${why}`);
    console.log(String(e && e.message || e).split('\n').slice(0, 12).map((l) => `# ${l}`).join('\n'));
    return false;
  }
}

export function skip(why, reason) {
  count++;
  console.log(`ok ${count} - ${why} # SKIP ${reason}`);
}

// A journey: tests that stand on each other. One that cannot go on is one failure, and the next journey begins.
export async function journey(name, act) {
  try {
    await act((why, f) => check(`${name}: ${why}`, f).then((ok) => { if (!ok) throw new Error('stop'); }));
  } catch (e) {
    if (e.message !== 'stop') await check(`${name}: goes to its end`, () => { throw e; });
  }
}

export function finish() {
  console.log(`1..${count}`);
  process.exitCode = failed ? 1 : 0;
}

export function same(got, wanted) {
  if (got !== wanted) throw new Error(`got ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
}

export function has(text, part) {
  if (!text.includes(part)) throw new Error(`no ${JSON.stringify(part)} in ${JSON.stringify(text.slice(0, 600))}`);
}

// --- people ------------------------------------------------------------------------------------------------------------

export async function open() {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
}

export async function close() {
  await browser?.close();
}

// What no page may do: throw in a script, or try what the content security policy forbids.
export const complaints = [];

export async function stranger(options = {}) {
  const context = await browser.newContext({ baseURL: url, locale: 'id-ID', viewport: { width: 1366, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(wait);
  page.on('pageerror', (e) => complaints.push(`${page.url()}: ${e.message}`));
  page.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) complaints.push(`${page.url()}: ${m.text()}`); });
  return page;
}

function code(user) {
  return execFileSync(program, ['akun', 'kode', user, '--data', data], { encoding: 'utf8' }).trim();
}

// Rows of a spreadsheet recorded as facts, whatever their state, as a region that moves in does it.
export function record_facts(register, csv) {
  const folder = mkdtempSync(join(tmpdir(), 'baris-'));
  try {
    writeFileSync(join(folder, 'baris.csv'), csv);
    execFileSync(program, ['import', '--data', data, register, join(folder, 'baris.csv'), '--apply'], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Logs in on this page, with the code of the second factor where the account has one. A code is good once.
export async function login(page, user) {
  await page.goto('/masuk');
  await page.getByLabel('Nama pengguna').fill(user);
  await page.getByLabel('Kata sandi').fill(password);
  await page.getByRole('button', { name: 'Masuk' }).click();
  await page.waitForURL((u) => u.pathname !== '/masuk');
  if (new URL(page.url()).pathname === '/masuk/kode') {
    await page.getByLabel(/^Kode/).fill(code(user));
    await page.getByRole('button', { name: 'Lanjut' }).click();
    await page.waitForURL((u) => !u.pathname.startsWith('/masuk'));
  }
}

// Each person has one browser and stays logged in, as at an office.
const people = new Map();

export async function as(user, options = {}) {
  if (!people.has(user)) {
    const page = await stranger(options);
    await login(page, user);
    people.set(user, page);
  }
  return people.get(user);
}

// --- pages -------------------------------------------------------------------------------------------------------------

export async function heading(page) {
  return (await page.locator('h1').first().innerText()).trim();
}

export async function main(page) {
  return page.locator('main').innerText();
}

// Presses what saves, and waits for the page that follows.
export async function save(page, name) {
  const button = name ? page.locator('main').getByRole('button', { name }) : page.locator('main form[method=post] button[type=submit]').last();
  await Promise.all([page.waitForEvent('load'), button.click()]);
}

// Fields by name; a value is typed, chosen, ticked or attached, as the control asks for.
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const control = page.locator(`[name="${name}"]:not([type=hidden])`).first();
    const kind = await control.evaluate((el) => el.tagName === 'SELECT' ? 'select' : el.type);
    if (kind === 'select') await choose(page, control, value);
    else if (kind === 'file') await control.setInputFiles(value);
    else if (kind === 'checkbox' || kind === 'radio') await page.locator(`[name="${name}"][value="${value}"]`).check();
    else await control.fill(value);
  }
}

// A list with search is chosen from as people do: opened, typed into, picked. Others by their words.
async function choose(page, select, label) {
  const box = page.locator(`#${await select.getAttribute('id')}-ts-control`);
  if (!await box.count()) return select.selectOption({ label });
  await box.click();
  await box.fill(label);
  await page.locator('.ts-dropdown:visible .option', { hasText: label }).first().click();
  if (await select.evaluate((el) => el.multiple)) await page.keyboard.press('Escape'); // it stays open for more
  await page.locator('.ts-dropdown:visible').waitFor({ state: 'hidden' }); // else it lies over the next field
}

export function pdf(name) {
  return { name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') };
}

export function today(shift = 0) {
  return new Date(Date.now() + 8 * 3600e3 + shift * 86400e3).toISOString().slice(0, 10); // the region's clock
}

// Takes a step of the record's page by its key: at once when it asks for nothing, else through its form.
export async function step(page, record, key, fields = {}) {
  await page.goto(record);
  const way = page.locator(`main a[href$="/langkah/${key}"], main form[action$="/langkah/${key}"] button`).first();
  const asks = await way.evaluate((el) => el.tagName === 'A');
  await Promise.all([page.waitForEvent('load'), way.click()]);
  if (!asks) return;
  await fill(page, fields);
  await save(page);
}

export async function picture(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}
