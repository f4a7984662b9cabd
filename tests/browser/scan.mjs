// The page of a scan: what it shows, its switches and keys, held against the lines of the same scan.
import { assert, axe, equal, noSideways, run, tabStops } from './harness.mjs';

const titles = (page) => page.$$eval('#list > .cluster h3', (all) => all.map((h) => h.textContent));
const openOnes = (page) => page.$$eval('#list > .cluster', (all) => all.filter((c) => c.querySelector(':scope > details[open]')).map((c) => c.id));
const focused = (page) => page.evaluate(() => { const c = document.activeElement.closest('.cluster'); return c ? c.id : document.activeElement.id || document.activeElement.tagName; });
const text = (page, selector) => page.$eval(selector, (e) => e.textContent);
const settled = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, 160)));

/** Everything in a page against what its lines say. */
async function agrees(page, expected) {
  equal(await page.$$eval('#list > .cluster', (c) => c.length), Math.min(expected.clusters.length, 100), 'clusters in the list');
  equal(await page.evaluate(() => wirediff.data().clusters.length), expected.clusters.length, 'clusters in the data');
  const tiles = Object.fromEntries(await page.$$eval('.tiles div', (all) => all.map((d) => [d.querySelector('dt').textContent, d.querySelector('dd').firstChild.textContent.replaceAll(',', '')])));
  equal([tiles.clusters, tiles['stories in them'], tiles['largest cluster'], tiles['paragraph matches']], expected.tiles.map(String), 'tiles');
  for (const [at, cluster] of expected.clusters.entries()) {
    const id = `#c${at + 1}`;
    await page.evaluate((to) => { location.hash = to; }, id);
    await page.waitForSelector(`${id} .body`);
    equal(await page.$$eval(`${id} .members tbody tr`, (r) => r.length), cluster.members.length, `members of ${id}`);
    const rows = await page.$$eval(`${id} .members tbody tr`, (all) => all.map((r) => ({
      id: r.querySelector('.id').textContent,
      shares: [...r.querySelectorAll('.share > span')].map((s) => s.textContent),
      words: [...r.querySelectorAll('td.n')].slice(2).map((t) => t.textContent.replaceAll(',', '')),
      lead: r.classList.contains('lead'),
    })));
    equal(rows, cluster.members, `rows of ${id}`);
    equal(await page.$$eval(`${id} .why li`, (l) => l.length), cluster.evidence, `evidence of ${id}`);
    const bars = await page.$$eval(`${id} .members .share`, (all) => all.map((s) => [s.querySelector('.fill').getAttribute('width') + '%', s.querySelector('span').textContent]));
    assert(bars.every(([width, told]) => width === told), `bars of ${id}: ${JSON.stringify(bars)}`);
    for (const pair of cluster.pairs) {
      await page.evaluate((to) => { location.hash = to; }, `${id}-p-${pair.a}-${pair.b}`);
      await page.waitForFunction(([i, a, b]) => {
        const selects = [...document.querySelectorAll(`${i} .pair select`)].map((s) => Number(s.value) + 1);
        return selects[0] === a && selects[1] === b;
      }, [id, pair.a, pair.b]);
      const told = await page.$$eval(`${id} .matches tbody tr`, (all) => all.map((r) => [...r.children].map((t) => t.textContent)));
      equal(told.map(([a, b, how, s]) => [Number(a), Number(b), how, Number(s)]), pair.matches, `matches of ${id} ${pair.a} ${pair.b}`);
      // The picture is drawn when its place has a width.
      if (pair.matches.length) await page.waitForSelector(`${id} .ribbon`, { state: 'attached' });
      equal(await page.$$eval(`${id} .ribbon`, (r) => r.length), pair.matches.length, `ribbons of ${id} ${pair.a} ${pair.b}`);
    }
  }
}

await run({
  async 'the page agrees with the lines of a kept scan'({ open, pages, expected }) {
    await agrees(await open(pages.night), expected.night);
  },

  async 'the page agrees with the lines of a scan of stories'({ open, pages, expected }) {
    assert(expected.rewrites.clusters.length >= 5, 'the stories make clusters');
    await agrees(await open(pages.rewrites), expected.rewrites);
  },

  async 'the time line has a mark for every story that has a paragraph'({ open, pages }) {
    const page = await open(pages.night, { hash: '#c1' });
    await page.waitForSelector('#c1 svg.time');
    const labels = await page.$$eval('#c1 svg.time > text:not(.quiet)', (all) => all.map((t) => t.textContent));
    equal(labels, ['stories', 'lead ¶1', 'lead ¶3'], 'rows');
    equal(await page.$$eval('#c1 svg.time circle.first', (c) => c.length), 3, 'first marks');
    equal(await page.$$eval('#c1 svg.time circle', (c) => c.length), 4 + 2 + 4, 'marks');
    const table = await page.$$eval('#c1 .same tbody tr', (all) => all.map((r) => [...r.children].map((t) => t.textContent)));
    equal(table, [['lead ¶1', '1 Northwire', '2025-03-04 06:12', '2'], ['lead ¶3', '1 Northwire', '2025-03-04 06:12', '4']], 'the same as a table');
    const xs = await page.$$eval('#c1 svg.time circle', (all) => all.slice(0, 4).map((c) => Number(c.getAttribute('cx'))).sort((a, b) => a - b));
    const share = (xs[1] - xs[0]) / (xs[3] - xs[0]);
    assert(Math.abs(share - 88 / 320) < 0.01, `88 of 320 minutes at ${share}`);
  },

  async 'ribbons end at the paragraphs that they name'({ open, pages }) {
    const page = await open(pages.night, { hash: '#c1-p-1-2' });
    await page.waitForSelector('#c1 .ribbon');
    const off = await page.$$eval('#c1 .ribbons', ([picture]) => {
      const boxes = (right) => [...picture.querySelectorAll('.box')].filter((b) => b.classList.contains('right') === right);
      const rows = [...picture.closest('.both').querySelectorAll('tbody tr')].map((r) => [...r.children].slice(0, 2).map((t) => Number(t.textContent)));
      return [...picture.querySelectorAll('.ribbon')].map((path, i) => {
        const ends = [path.getPointAtLength(0), path.getPointAtLength(path.getTotalLength())];
        return Math.max(...[0, 1].map((side) => {
          const box = boxes(side === 1)[rows[i][side] - 1].getBBox();
          const x = side ? box.x : box.x + box.width;
          return Math.abs(ends[side].y - (box.y + box.height / 2)) + Math.abs(ends[side].x - x);
        }));
      });
    });
    assert(off.length === 2 && off.every((d) => d < 1), `ends are off by ${off}`);
  },

  async 'sorting by size, time, outlets and coverage'({ open, pages, expected }) {
    const page = await open(pages.rewrites);
    for (const by of ['time', 'outlets', 'coverage', 'size']) {
      await page.selectOption('#sort', by);
      const order = await page.$$eval('#list > .cluster', (all) => all.map((c) => c.id));
      equal([...order].sort(), expected.rewrites.clusters.map((_, i) => `c${i + 1}`).sort(), `all are there by ${by}`);
      if (by === 'size') equal(order, expected.rewrites.clusters.map((_, i) => `c${i + 1}`), 'the order of the lines');
    }
    const night = await open(pages.night);
    const orderOf = async (by) => { await night.selectOption('#sort', by); return night.$$eval('#list > .cluster', (all) => all.map((c) => c.id)); };
    equal(await orderOf('time'), ['c3', 'c2', 'c1'], 'latest first');
    equal(await orderOf('coverage'), ['c1', 'c2', 'c3'], 'most kept first');
    equal(await orderOf('outlets'), ['c1', 'c2', 'c3'], 'most outlets first');
  },

  async 'searching by headline, outlet and id'({ open, pages }) {
    const page = await open(pages.night);
    const found = async (words) => { await page.fill('#find', words); await settled(page); return page.$$eval('#list > .cluster', (all) => all.map((c) => c.id)); };
    equal(await found('one VOTE saves'), ['c2'], 'a headline of a member');
    equal(await found('ep-30'), ['c3'], 'an id');
    equal(await found('kellan courant'), ['c1', 'c2'], 'an outlet');
    equal(await text(page, '#count'), '2 of 3 clusters', 'the count');
    equal(await found('no such words'), [], 'nothing');
    equal(await found(''), ['c1', 'c2', 'c3'], 'all again');
  },

  async 'keys j, k, o, Enter, s, slash, question mark and Escape'({ open, pages }) {
    const page = await open(pages.night);
    const press = (key) => page.keyboard.press(key);
    await press('j');
    equal(await focused(page), 'c1', 'j goes to the first');
    await press('j');
    equal(await focused(page), 'c2', 'j goes on');
    await press('k');
    equal(await focused(page), 'c1', 'k goes back');
    await press('k');
    equal(await focused(page), 'c1', 'k stays at the first');
    await press('o');
    equal(await openOnes(page), ['c1'], 'o opens');
    await page.waitForSelector('#c1 .body');
    await press('o');
    equal(await openOnes(page), [], 'o closes');
    await page.waitForSelector('#c1 .body', { state: 'detached' });
    await press('Enter');
    equal(await openOnes(page), ['c1'], 'Enter opens');
    await press('Escape');
    equal([await openOnes(page), await focused(page)], [[], 'c1'], 'Escape closes and stays');
    await press('s');
    equal([await page.inputValue('#sort'), await titles(page)], ['time', ['Perrin Tin profit rises 4.2% in quarter', 'Harbour budget passes by one vote', 'Ferry sinks off Port Kellan, nine missing']], 's sorts by time');
    equal(await text(page, '#announcer'), 'sorted by time, latest first', 's is announced');
    await press('/');
    equal(await focused(page), 'find', 'slash searches');
    await page.keyboard.type('jokos');
    await settled(page);
    equal([await page.inputValue('#find'), (await titles(page)).length], ['jokos', 0], 'letters are letters there');
    await press('Escape');
    await settled(page);
    equal([await page.inputValue('#find'), (await titles(page)).length], ['', 3], 'Escape leaves the search');
    await page.evaluate(() => document.activeElement.blur());
    await press('?');
    const help = await page.$eval('dialog[open]', (d) => [...d.querySelectorAll('dt')].map((t) => t.textContent));
    for (const key of ['j', 'k', 'o', 's', '/', '?', 'Esc']) assert(help.includes(key), `${key} stands in the help`);
    await press('Escape');
    equal(await page.$('dialog[open]'), null, 'Escape closes the help');
  },

  async 'links to clusters and pairs'({ open, pages }) {
    const page = await open(pages.night, { hash: '#c2-p-1-3' });
    await page.waitForSelector('#c2 .matches');
    equal(await openOnes(page), ['c2'], 'the cluster is open');
    equal(await page.$$eval('#c2 .pair select', (all) => all.map((s) => s.value)), ['0', '2'], 'the pair is chosen');
    await page.selectOption('#c2 .pair select >> nth=1', '1');
    equal(await page.evaluate(() => location.hash), '#c2-p-1-2', 'a choice is a link');
    await page.click('#c2 .members tbody tr:nth-child(3) a[href="#c2-p-1-3"]');
    await page.waitForFunction(() => document.querySelectorAll('#c2 .pair select')[1].value === '2');
    for (const wrong of ['#c0', '#c99', '#c1-p-9-1', '#c1-p-1-1', '#<script>']) await page.evaluate((to) => { location.hash = to; }, wrong);
    await settled(page);
  },

  async 'everything can be reached by Tab, with focus to be seen'({ open, pages }) {
    const page = await open(pages.night, { hash: '#c1' });
    await page.waitForSelector('#c1 .body');
    const stops = await tabStops(page, 80);
    const names = stops.map((s) => s.name);
    for (const wanted of ['input#find', 'select#sort', 'summary', 'div', 'a', 'select']) assert(names.includes(wanted), `${wanted} in ${names}`);
    assert(names[0] === 'a', 'the first stop skips to the text');
    equal(stops.filter((s) => !s.ringed).map((s) => s.name), [], 'stops without a ring');
  },

  async 'axe-core in light and dark'({ open, pages }) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(pages.night, { colorScheme, hash: '#c1' });
      await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
      await page.waitForSelector('#c3 .body');
      await settled(page);
      await axe(page);
      const narrow = await open(pages.night, { colorScheme, width: 390, hash: '#c1' });
      await narrow.waitForSelector('#c1 .body');
      await axe(narrow);
    }
  },

  async 'forced colours and reduced motion'({ open, pages }) {
    const page = await open(pages.night, { forcedColors: 'active', reducedMotion: 'reduce', hash: '#c1' });
    await page.waitForSelector('#c1 .body');
    const [fill, track] = await page.$eval('#c1 .bar', (b) => ['.fill', '.track'].map((s) => getComputedStyle(b.querySelector(s)).fill));
    assert(fill !== track, `a bar of ${fill} on ${track}`);
  },

  async 'readable without scripts'({ open, pages, expected }) {
    const page = await open(pages.night, { javaScriptEnabled: false });
    const seen = await page.innerText('main');
    for (const cluster of expected.night.clusters) {
      for (const member of cluster.members) assert(seen.includes(member.id), `${member.id} is there`);
    }
    assert(seen.includes('credit') && seen.includes('81%'), 'evidence and coverage');
    assert(!await page.isVisible('#tools'), 'no search that does nothing');
  },

  async 'a print holds the clusters'({ open, pages }) {
    const page = await open(pages.night);
    const pdf = await page.pdf({ format: 'A4' });
    assert(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 10000, `${pdf.length} bytes of PDF`);
    const paper = await open(pages.night, { width: 720, javaScriptEnabled: false });
    await paper.emulateMedia({ media: 'print' });
    assert(!await paper.isVisible('#tools'), 'no tools on paper');
    await noSideways(paper, 'a page of A4');
  },

  async 'no sideways scrolling at 1440, 1024, 760 and 390 px'({ open, pages }) {
    for (const width of [1440, 1024, 760, 390]) {
      const page = await open(pages.night, { width, hash: '#c1' });
      await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
      await settled(page);
      await noSideways(page, `${width} px`);
    }
  },

  async 'ten thousand clusters'({ open, pages, figures }) {
    const page = await open(pages.many);
    await page.waitForSelector('#c100');
    figures['10,000 clusters: load, ms'] = Math.round(await page.evaluate(() => performance.getEntriesByType('navigation')[0].loadEventEnd));
    equal(await text(page, '#count'), '10,000 clusters', 'the count');
    const rows = await page.$$eval('#list > .cluster', (c) => c.length);
    assert(rows <= 300, `${rows} rows at once`);
    const timed = async (what, action) => {
      const start = Date.now();
      await action();
      figures[`10,000 clusters: ${what}, ms`] = Date.now() - start;
    };
    await timed('search', async () => { await page.fill('#find', 'story 7777'); await page.waitForFunction(() => document.querySelectorAll('#list > .cluster').length === 1); });
    await page.fill('#find', '');
    await page.waitForFunction(() => document.querySelectorAll('#list > .cluster').length > 1);
    await timed('sort', () => page.selectOption('#sort', 'time'));
    await timed('open the last', async () => { await page.evaluate(() => { location.hash = '#c10000'; }); await page.waitForSelector('#c10000 .body'); });
    assert(figures['10,000 clusters: load, ms'] < 15000, 'the page opens');
  },
});
