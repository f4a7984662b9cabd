// The page of several outlets: the matrix, and the pair behind each cell.
import { assert, axe, equal, noSideways, run } from './harness.mjs';

const settled = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, 120)));

await run({
  async 'the matrix agrees with the JSON of the same stories'({ open, pages, expected }) {
    const page = await open(pages.several);
    const rows = await page.$$eval('.matrix tbody tr[id^=p]', (r) => r.length);
    equal(rows, expected.rows, 'rows');
    equal(await page.$$eval('.matrix thead tr:first-child th', (h) => h.length >= 1), true, 'a head');
    equal(await page.$$eval('details.pair-view', (d) => d.length), expected.outlets, 'pair views');
    for (const [at, blocks] of expected.blocks.entries()) {
      equal(await page.$$eval(`#o${at + 1} .row[data-b]`, (r) => r.length), blocks, `blocks of outlet ${at + 1}`);
    }
    const dead = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].map((a) => a.hash.slice(1)).filter((id) => !document.getElementById(id)));
    equal(dead, [], 'links that lead nowhere');
  },

  async 'every cell opens its pair'({ open, pages }) {
    const page = await open(pages.several);
    const cells = await page.$$('.matrix a[data-blocks]');
    assert(cells.length > 20, `${cells.length} cells`);
    for (const cell of [cells[0], cells[7], cells[cells.length - 1]]) {
      await cell.click();
      const rows = await page.$$eval('dialog[open] .row', (r) => r.length);
      equal(rows, (await cell.getAttribute('data-blocks')).split(' ').length, 'blocks in the window');
      await page.keyboard.press('Escape');
      equal(await page.$('dialog[open]'), null, 'closed');
    }
  },

  async 'keys j, k, s and question mark'({ open, pages }) {
    const page = await open(pages.several);
    const at = () => page.evaluate(() => [...document.querySelectorAll('.matrix a[data-blocks]')].indexOf(document.activeElement));
    const visited = [];
    for (const pressed of ['j', 'j', 'j', 'k']) {
      await page.keyboard.press(pressed);
      visited.push(await at());
    }
    equal(visited, [0, 1, 2, 1], 'cells that j, j, j, k visit');
    await page.keyboard.press('s');
    equal(await page.isChecked('#show-style'), true, 's shows style');
    await page.keyboard.press('?');
    assert(await page.$('dialog[open]'), 'the help opens');
  },

  async 'axe-core in light and dark'({ open, pages }) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(pages.several, { colorScheme });
      await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
      await settled(page);
      await axe(page);
      await (await page.$('.matrix a[data-blocks]')).click();
      await axe(page);
    }
  },

  async 'layout at 1440, 1024, 760 and 390 px, and on paper'({ open, pages }) {
    for (const width of [1440, 1024, 760, 390]) {
      const page = await open(pages.several, { width });
      await settled(page);
      await noSideways(page, `${width} px`);
    }
    const page = await open(pages.several);
    const pdf = await page.pdf({ format: 'A4' });
    assert(pdf.length > 20000, `${pdf.length} bytes of PDF`);
  },

  async 'readable without scripts'({ open, pages, expected }) {
    const page = await open(pages.several, { javaScriptEnabled: false });
    equal(await page.$$eval('.matrix tbody tr[id^=p]', (all) => all.filter((r) => r.offsetHeight > 0).length), expected.rows, 'rows to be seen');
  },
});
