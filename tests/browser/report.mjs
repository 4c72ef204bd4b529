// The report of the city hospital, as a reader meets it: read, filtered, sorted, followed, typed at, printed, and judged by axe.
// Usage: node report.mjs FOLDER, where FOLDER has report, matrix, timeline and check, each as NAME-ja.html and NAME-en.html.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const folder = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const words = {
  ja: { open: '重大な指摘が 11 件', nobody: '担い手なし', scope: '対象外', performs: '実', declines: '拒 ！' },
  en: { open: '11 errors are open', nobody: 'nobody', scope: 'out of scope', performs: 'P', declines: 'D !' },
};

let passed = 0;
let failed = 0;
async function test(name, run) {
  try {
    await run();
    passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    console.error(`not ok ${name}\n${error.stack}`);
    failed += 1;
    process.exitCode = 1;
  }
}

/** A page that tells of everything that goes wrong on it, and of whatever it asks for but itself. */
async function opened(browser, file, viewport = { width: 1440, height: 900 }) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (it) => { if (['error', 'warning'].includes(it.type())) wrong.push(it.text()); });
  page.on('pageerror', (it) => wrong.push(it.message));
  page.on('request', (it) => { if (it.url() !== `file://${join(folder, file)}`) wrong.push(`asked for ${it.url()}`); });
  await page.goto(`file://${join(folder, file)}`);
  return { page, wrong, close: () => context.close() };
}

async function judged(page) {
  // The policy of the page lets no script run but its own; what judges it comes in by the debugger.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const told = violations.map((it) => `${it.id}: ${it.help}\n  ${it.nodes.slice(0, 3).map((node) => node.target.join(' ') + ' ' + node.failureSummary).join('\n  ')}`);
  assert.deepEqual(told, []);
}

const visible = (page, selector) => page.locator(`${selector} >> visible=true`).count();

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: quiet });
for (const lang of ['ja', 'en']) {
  const said = words[lang];
  const { page, wrong, close } = await opened(browser, `report-${lang}.html`);
  await test(`${lang}: the first screen says what is open, how bad, and whom to call`, async () => {
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    assert.match(await page.locator('.says').innerText(), new RegExp(said.open));
    assert.equal(await page.locator('.tiles li.error strong').innerText(), '11');
    for (const selector of ['.verdict', '.open-list', '#summary table.calls']) {
      const box = await page.locator(selector).boundingBox();
      assert.ok(box.y + box.height <= 900, `${selector} ends at ${box.y + box.height}`);
    }
    assert.ok(await page.locator('#summary table.calls tbody tr').count() >= 5);
  });
  await test(`${lang}: cells of the matrix say who performs and who answers, and holes stand out`, async () => {
    assert.equal(await page.locator('#matrix-rows tr').count(), 300);
    assert.equal(await page.locator('#matrix-rows tr.hole').count(), 15);
    const heads = await page.locator('table.matrix thead th').allInnerTexts();
    const column = heads.findIndex((it) => it.trim() === '病院');
    const row = page.locator('#matrix-rows tr').filter({ hasText: 'P1.A.1' }).first();
    assert.match(await row.locator('> *').nth(column).innerText(), new RegExp(said.performs));
    const hole = page.locator('#matrix-rows tr.hole').filter({ hasText: '専用線' }).first();
    assert.match(await hole.innerText(), new RegExp(said.nobody));
    const cells = (await hole.locator('td:nth-child(n+4)').allInnerTexts()).map((it) => it.trim()).filter((it) => it);
    assert.deepEqual(cells, [said.declines, said.declines], 'two decline, nobody performs');
    assert.equal(await page.locator('#matrix ul.legend li').count(), 10);
  });
  await test(`${lang}: rows are filtered by weight, party, component and words`, async () => {
    const choose = (key, value) => page.locator(`form[data-of=matrix-rows] [data-key=${key}]`).selectOption(value);
    await choose('severity', 'error');
    const errors = await visible(page, '#matrix-rows tr');
    assert.ok(errors > 5 && errors < 20, `${errors}`);
    assert.match(await page.locator('form[data-of=matrix-rows] output').innerText(), new RegExp(`^${errors} / 300`));
    await choose('subject', { label: await page.locator('form[data-of=matrix-rows] option').filter({ hasText: /^専用線/ }).first().innerText() });
    assert.equal(await visible(page, '#matrix-rows tr'), 3);
    await page.locator('form[data-of=matrix-rows] button[type=reset]').click();
    await page.waitForFunction(() => document.querySelectorAll('#matrix-rows tr:not([hidden])').length === 300);
    await page.locator('form[data-of=matrix-rows] [data-key=party]').selectOption({ label: '設備社' });
    const his = await visible(page, '#matrix-rows tr');
    assert.ok(his > 0 && his < 100, `${his}`);
    await page.locator('form[data-of=matrix-rows] button[type=reset]').click();
    await page.locator('form[data-of=matrix-rows] [data-key=words]').fill('p2.c.5.b');
    assert.ok(await visible(page, '#matrix-rows tr') < 40);
    await page.locator('form[data-of=matrix-rows] button[type=reset]').click();
    await page.waitForFunction(() => document.querySelectorAll('#matrix-rows tr:not([hidden])').length === 300);
  });
  await test(`${lang}: rows are sorted by a press on the head, and turned round by another`, async () => {
    const head = page.locator('table.matrix thead th').nth(2);
    await head.locator('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    const first = await page.locator('#matrix-rows tr').first().getAttribute('class');
    assert.match(first, /hole/);
    await head.locator('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    assert.equal(await page.locator('#matrix-rows tr').first().getAttribute('class'), null);
    await page.locator('table.matrix thead th').nth(0).locator('button').click();
    assert.match(await page.locator('#matrix-rows tr').first().innerText(), /P1\.A\.1/);
  });
  await test(`${lang}: a hole leads to its finding, the finding to its clause and to its item`, async () => {
    await page.locator('#matrix-rows tr.hole').filter({ hasText: '専用線' }).first().locator('td.state a').click();
    await page.waitForFunction(() => document.activeElement.matches('article.finding'));
    const finding = page.locator(`#${await page.evaluate(() => document.activeElement.id)}`);
    assert.match(await finding.innerText(), /P2\.C\.1/);
    const proof = finding.locator('.folder').first();
    assert.equal(await proof.getAttribute('aria-expanded'), 'false');
    await proof.click();
    assert.equal(await proof.getAttribute('aria-expanded'), 'true');
    assert.ok(await finding.locator('.tree').first().isVisible());
    await finding.locator('.places a').first().click();
    await page.waitForFunction(() => document.activeElement.matches('ol.text li'));
    assert.match(await page.locator('ol.text li:focus').innerText(), /回線社 disclaims P2\.C\.1 on 専用線 by K7 "約款 第12条/);
    await page.goBack();
    await page.locator('article.finding').filter({ hasText: '専用線' }).first().locator('dl.facts a').first().click();
    await page.waitForFunction(() => document.activeElement.matches('article.card'));
    assert.match(await page.locator('article.card:focus').innerText(), /Part 2 C 1/);
  });
  await test(`${lang}: a party in the picture shows its findings, and a hidden finding is shown when it is followed`, async () => {
    await page.locator('#relations svg a').filter({ hasText: '基盤社' }).first().click();
    const shown = await visible(page, 'article.finding');
    assert.ok(shown > 0 && shown < 16, `${shown}`);
    const id = await page.locator('article.finding[hidden]').first().getAttribute('id');
    await page.evaluate((it) => { location.hash = it; }, id);
    await page.waitForFunction((it) => document.activeElement.id === it, id);
    assert.ok(await page.locator(`#${id}`).isVisible());
  });
  await test(`${lang}: every link inside the page leads somewhere, and no id is there twice`, async () => {
    const lost = await page.evaluate(() => Array.from(document.querySelectorAll('a[href]'), (it) => it.getAttribute('href'))
      .filter((it) => !it.startsWith('#') || !document.getElementById(it.slice(1))));
    assert.deepEqual(lost, []);
    const ids = await page.evaluate(() => Array.from(document.querySelectorAll('[id]'), (it) => it.id));
    assert.equal(new Set(ids).size, ids.length);
  });
  await test(`${lang}: everything is reached with the keyboard, from the link past the contents on`, async () => {
    await page.goto(`file://${join(folder, `report-${lang}.html`)}`);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    assert.ok((await page.locator('.skip').boundingBox()).x >= 0);
    await page.keyboard.press('Enter');
    const met = new Set();
    for (let count = 0; count < 60; count += 1) {
      await page.keyboard.press('Tab');
      met.add(await page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.dataset?.key || document.activeElement.getAttribute('class') || ''}`.trim()));
    }
    for (const wanted of ['SELECT severity', 'SELECT party', 'SELECT subject', 'INPUT words', 'BUTTON folder', 'A place']) assert.ok(met.has(wanted), `${wanted} in ${[...met]}`);
    await page.locator('.folder').first().focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.folder').first().getAttribute('aria-expanded'), 'true');
    await page.locator('form[data-of=findings-list] [data-key=severity]').focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await visible(page, 'article.finding'), 11);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, 'solid');
  });
  await test(`${lang}: axe finds nothing, folded and unfolded`, async () => {
    await page.goto(`file://${join(folder, `report-${lang}.html`)}`);
    await judged(page);
    for (const button of await page.locator('.folder').all()) await button.click();
    await page.locator('input[data-quiet]').check();
    await judged(page);
  });
  await test(`${lang}: it prints on A4, the first screen on one page`, async () => {
    const file = join(folder, `report-${lang}.pdf`);
    await page.goto(`file://${join(folder, `report-${lang}.html`)}`);
    await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
    const told = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
    const pages = Number(/Pages:\s+(\d+)/.exec(told)[1]);
    assert.ok(pages > 10 && pages < 60, `${pages} pages`);
    assert.match(told, /Page size:\s+59\d(\.\d+)? x 84\d(\.\d+)? pts/);
    const first = execFileSync('pdftotext', ['-l', '1', '-layout', file, '-'], { encoding: 'utf8' });
    assert.match(first, new RegExp(said.open.replaceAll(' ', '\\s*')));
    assert.match(first, /北斗クラウド株式会社/);
    assert.match(execFileSync('pdftotext', ['-f', '2', '-l', '2', file, '-'], { encoding: 'utf8' }), /P2\.A\.10\.c/);
    const all = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    // What is folded on the screen is printed.
    assert.match(all, /pack:roles-2024\/catalogue\.buntan:511:14/);
  });
  await test(`${lang}: Japanese stands in a Japanese font`, async () => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('DOM.enable');
    await cdp.send('CSS.enable');
    const { root } = await cdp.send('DOM.getDocument');
    for (const selector of ['h1', '.calls th[scope=row]', '#matrix-rows tr code', 'ol.text code']) {
      const { nodeId } = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector });
      const { fonts } = await cdp.send('CSS.getPlatformFontsForNode', { nodeId });
      assert.ok(fonts.every((it) => /Noto|DejaVu/.test(it.familyName)), `${selector}: ${JSON.stringify(fonts)}`);
      if (selector === 'h1') assert.ok(fonts.some((it) => /CJK JP/.test(it.familyName)), JSON.stringify(fonts));
    }
  });
  await test(`${lang}: a narrow screen has no page that is wider than it`, async () => {
    const narrow = await opened(browser, `report-${lang}.html`, { width: 390, height: 800 });
    const [inner, full] = await narrow.page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    await narrow.close();
    assert.ok(full <= inner, `${full} > ${inner}`);
  });
  await test(`${lang}: without a script all of it is there`, async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const bare = await context.newPage();
    await bare.goto(`file://${join(folder, `report-${lang}.html`)}`);
    assert.ok(await bare.locator('article.finding .tree').first().isVisible());
    assert.equal(await bare.locator('form.filters >> visible=true').count(), 0);
    await context.close();
  });
  await test(`${lang}: nothing went wrong, and nothing was asked for`, async () => assert.deepEqual(wrong, []));
  await close();
  for (const answer of ['matrix', 'timeline', 'check']) {
    const it = await opened(browser, `${answer}-${lang}.html`);
    await test(`${lang}: ${answer} as a page has landmarks and contrast`, async () => {
      assert.equal(await it.page.locator('h1').count(), 1);
      await judged(it.page);
      assert.deepEqual(it.wrong, []);
    });
    await it.close();
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
