// The page of two stories: what it shows, its switches and keys, held against the JSON of the same run.
import { assert, axe, equal, noSideways, run, tabStops } from './harness.mjs';

const press = async (page, key) => { await page.keyboard.press(key); await page.waitForTimeout(30); };
const here = (page) => page.evaluate(() => location.hash.slice(1));
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))));
const shownPieces = (page) => page.$$eval('.panes .piece', (all) => all.filter((p) => p.offsetHeight > 0).length);
const shownEntries = (page) => page.$$eval('.changes li', (all) => all.filter((li) => li.offsetHeight > 0).map((li) => li.dataset.kind));

/** How far the ends of the drawn ribbons are from the pieces of their blocks, at most; and how many are drawn. */
const ribbonsOff = (page) => page.evaluate(() => {
  const gutter = document.querySelector('.gutter').getBoundingClientRect();
  const swapped = document.body.classList.contains('swapped');
  const sides = swapped ? ['b', 'a'] : ['a', 'b'];
  const told = [];
  let drawn = 0;
  for (const path of document.querySelectorAll('.gutter path.ribbon')) {
    const d = path.getAttribute('d');
    if (!d) continue;
    drawn += 1;
    const n = d.match(/-?\d+(\.\d+)?/g).map(Number);
    // M0 y0 C m y0 m y2 w y2 V y3 C m y3 m y1 0 y1 Z
    const ends = [[n[1], n[14]], [n[7], n[8]]];
    const block = Number(path.dataset.block);
    let best = Infinity;
    for (const ribbon of panes.ribbons.filter((r) => r.block === block)) {
      const off = sides.map((side, i) => {
        const pieces = panes.pieces[side].slice(ribbon[side].first, ribbon[side].last + 1).filter((e) => e.piece.offsetHeight > 0).map((e) => e.piece.getBoundingClientRect());
        if (!pieces.length) return 1e6;
        return Math.max(Math.abs(pieces[0].top - gutter.top - ends[i][0]), Math.abs(pieces[pieces.length - 1].bottom - gutter.top - ends[i][1]));
      });
      best = Math.min(best, Math.max(...off));
    }
    if (best > 2) told.push(`block ${block} is off by ${best}`);
  }
  return { told, drawn };
});

async function ribbonsEnd(page, when) {
  await settled(page);
  const { told, drawn } = await ribbonsOff(page);
  equal(told, [], `ribbons ${when}`);
  assert(drawn > 0, `no ribbon is drawn ${when}`);
}

/** Everything in a page against the comparison. */
async function agrees(page, expected) {
  equal(await page.$$eval('.rows .row[data-b]', (r) => r.length), expected.blocks, 'blocks');
  equal(await page.$$eval('.changes li', (all) => all.reduce((n, li) => n + Number(li.dataset.ops || 0), 0)), expected.changes, 'changes of linked sentences');
  equal(await page.$$eval('.changes li[data-kind=move]', (l) => l.length), expected.moves, 'moves');
  equal(await page.$$eval('#facts tbody tr', (r) => r.length), expected.facts, 'facts');
  equal(await page.$$eval('#quotes tbody tr', (r) => r.length), expected.quotes, 'quotes');
  const totals = Object.fromEntries(await page.$$eval('.totals > div', (all) => all.map((d) => [d.classList[0], d.querySelector('dd').textContent.replaceAll(',', '')])));
  equal(totals, expected.totals, 'totals');
  const bad = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
    const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
    const dead = [...document.querySelectorAll('a[href^="#"]')].map((a) => a.hash.slice(1)).filter((id) => !document.getElementById(id));
    return [...twice.map((id) => `twice: ${id}`), ...dead.map((id) => `leads nowhere: ${id}`)];
  });
  equal(bad, [], 'ids and links');
}

await run({
  async 'the pages agree with the JSON of the same stories'({ open, pages, expected }) {
    for (const name of Object.keys(expected.pairs)) {
      try {
        await agrees(await open(pages[name]), expected.pairs[name]);
      } catch (error) {
        throw new Error(`${name}: ${error.message}`);
      }
    }
  },

  async 'j and k step through every change'({ open, pages }) {
    const page = await open(pages.thornwick);
    const wanted = await page.$$eval('.changes li', (all) => all.filter((li) => li.offsetHeight > 0 && li.dataset.kind !== 'move').map((li) => li.firstElementChild.hash.slice(1)));
    assert(wanted.length > 5, `${wanted.length} changes`);
    const seen = [];
    for (let i = 0; i < wanted.length; i += 1) {
      await press(page, 'j');
      seen.push(await here(page));
      const inside = await page.evaluate(() => [...document.querySelectorAll('.piece .here')].filter((e) => {
        const [mark, pane] = [e.getBoundingClientRect(), e.closest('.pane').getBoundingClientRect()];
        return mark.top >= pane.top - 1 && mark.bottom <= pane.bottom + 1;
      }).length);
      assert(inside > 0, `${seen[i]} is on the screen`);
    }
    equal(seen, wanted, 'the order of j');
    await press(page, 'k');
    equal(await here(page), wanted[wanted.length - 2], 'k goes back');
  },

  async 'n and p step through the facts, m through the moves'({ open, pages, expected }) {
    const page = await open(pages.tabloid);
    await press(page, 'n');
    const first = await here(page);
    assert(/^[cb]\d+$/.test(first), `n goes to ${first}`);
    await press(page, 'n');
    if (expected.pairs.tabloid.facts > 1) assert(await here(page) !== first, 'n goes on');
    await press(page, 'p');
    equal(await here(page), first, 'p goes back');
    const moved = await open(pages.courant);
    const blocks = new Set();
    for (let i = 0; i < expected.pairs.courant.moves; i += 1) {
      await press(moved, 'm');
      blocks.add(await here(moved));
    }
    equal(blocks.size, expected.pairs.courant.moves, 'moved blocks that m visits');
  },

  async 'a moved block is shown on both sides'({ open, pages }) {
    const page = await open(pages.thornwick);
    await press(page, 'm');
    await settled(page);
    const tops = await page.evaluate(() => {
      const block = Number(location.hash.slice(2));
      return ['a', 'b'].map((side) => {
        const one = panes.pieces[side].find((e) => e.block === block && !e.repeat).piece.getBoundingClientRect();
        const pane = panes.pane[side].getBoundingClientRect();
        return one.top >= pane.top - 1 && one.top < pane.bottom;
      });
    });
    equal(tops, [true, true], 'both ends are on the screen');
    await ribbonsEnd(page, 'of a moved block');
  },

  async 'f folds equal paragraphs and a note opens them'({ open, pages }) {
    const page = await open(pages.harbour24);
    const all = await shownPieces(page);
    await press(page, 'f');
    const folded = await shownPieces(page);
    assert(folded < all, `${folded} of ${all} pieces after folding`);
    await ribbonsEnd(page, 'after folding');
    await page.click('.panes .pane:first-of-type .fold-note >> nth=0');
    const opened = await shownPieces(page);
    assert(opened > folded && opened <= all, `${opened} after opening a run`);
    await press(page, 'f');
    equal(await shownPieces(page), all, 'all pieces after unfolding');
  },

  async 's shows changes of style'({ open, pages }) {
    const page = await open(pages.thornwick);
    const line = () => page.$eval('.panes .st', (e) => getComputedStyle(e).textDecorationStyle + getComputedStyle(e).textDecorationLine);
    assert(!(await shownEntries(page)).includes('style'), 'style is off at first');
    assert(!(await line()).includes('underline'), 'no mark of style at first');
    await press(page, 's');
    assert((await shownEntries(page)).includes('style'), 'style is listed');
    equal(await line(), 'dottedunderline', 'marks of style');
    await ribbonsEnd(page, 'with style shown');
    await press(page, 's');
    assert(!(await shownEntries(page)).includes('style'), 'style is off again');
  },

  async 'facts only'({ open, pages }) {
    const page = await open(pages.thornwick);
    const all = await shownPieces(page);
    await page.check('#facts-only');
    const left = await shownPieces(page);
    assert(left > 0 && left < all, `${left} of ${all} pieces with facts`);
    equal([...new Set(await shownEntries(page))], ['fact'], 'entries');
  },

  async 'x swaps the sides'({ open, pages }) {
    const page = await open(pages.thornwick);
    const order = () => page.evaluate(() => ['a', 'b'].map((s) => Math.round(panes.pane[s].getBoundingClientRect().left)));
    const [a, b] = await order();
    assert(a < b, 'A stands left');
    await press(page, 'x');
    const [c, d] = await order();
    assert(c > d, 'A stands right');
    await ribbonsEnd(page, 'after swapping');
    await press(page, 'x');
    equal(await order(), [a, b], 'as before');
  },

  async 'l locks and unlocks scrolling'({ open, pages }) {
    const page = await open(pages.harbour24, { height: 600 });
    const tops = () => page.evaluate(() => ['a', 'b'].map((s) => panes.pane[s].scrollTop));
    const scroll = async (to) => { await page.evaluate((y) => { panes.pane.a.scrollTop = y; }, to); await settled(page); };
    await scroll(400);
    const [, followed] = await tops();
    assert(followed > 0, 'B follows A');
    await ribbonsEnd(page, 'after scrolling');
    await press(page, 'l');
    equal(await page.isChecked('#lock'), false, 'l unlocks');
    await scroll(700);
    equal((await tops())[1], followed, 'B stays');
    await ribbonsEnd(page, 'after scrolling one side');
    await press(page, 'l');
    await settled(page);
    assert((await tops())[1] !== followed, 'B comes along when locked again');
  },

  async 'scrolling brings linked paragraphs together and no moved block drags'({ open, pages }) {
    const page = await open(pages.thornwick, { height: 600 });
    const gaps = [];
    let before = -1;
    const max = await page.evaluate(() => panes.pane.a.scrollHeight - panes.pane.a.clientHeight);
    for (let y = 0; y <= max; y += Math.max(60, Math.floor(max / 25))) {
      await page.evaluate((to) => { panes.pane.a.scrollTop = to; }, y);
      await settled(page);
      const now = await page.evaluate(() => panes.pane.b.scrollTop);
      assert(now >= before - 1, `B goes back from ${before} to ${now} at ${y}`);
      before = now;
      const gap = await page.evaluate(() => {
        const line = panes.pane.a.getBoundingClientRect().top + panes.pane.a.clientHeight * 0.35;
        let best = null;
        for (const r of panes.ribbons.filter((one) => !one.moved)) {
          const [a, b] = ['a', 'b'].map((s) => [panes.pieces[s][r[s].first].piece.getBoundingClientRect().top, panes.pieces[s][r[s].last].piece.getBoundingClientRect().bottom]);
          if (a[0] <= line && a[1] >= line) best = b[0] <= line + 40 && b[1] >= line - 40;
        }
        return best;
      });
      if (gap !== null && y > 200 && y < max - 300) gaps.push(gap);
    }
    assert(gaps.length > 3 && gaps.every(Boolean), `linked at the line: ${gaps}`);
  },

  async 'ribbons end at their paragraphs while scrolling'({ open, pages }) {
    const page = await open(pages.courant, { height: 700 });
    await ribbonsEnd(page, 'at the top');
    for (const y of [150, 420, 900]) {
      await page.evaluate((to) => { panes.pane.b.scrollTop = to; }, y);
      await ribbonsEnd(page, `at ${y}`);
    }
    const moved = await page.$$eval('.gutter path.ribbon', (all) => all.filter((p) => p.getAttribute('d') && p.classList.contains('moved')).map((p) => getComputedStyle(p).strokeDasharray));
    assert(moved.every((dash) => dash !== 'none'), `moved ribbons are dashed: ${moved}`);
  },

  async 'slash finds in both stories, Escape leaves'({ open, pages }) {
    const page = await open(pages.thornwick);
    await press(page, '/');
    equal(await page.evaluate(() => document.activeElement.id), 'find', 'slash goes to the field');
    await page.keyboard.type('judgment');
    const hits = await page.evaluate(() => [...CSS.highlights.get('found')].length);
    assert(hits >= 2, `${hits} hits`);
    equal(await page.textContent('#found'), String(hits), 'hits told');
    await press(page, 'Enter');
    equal(await page.textContent('#found'), `1 of ${hits}`, 'Enter goes to the first');
    await press(page, 'Escape');
    equal(await page.inputValue('#find'), '', 'Escape clears');
  },

  async 'question mark shows every key, Escape closes'({ open, pages }) {
    const page = await open(pages.thornwick);
    await press(page, '?');
    const keys = await page.$$eval('dialog[open] dt', (all) => all.map((t) => t.textContent));
    for (const key of ['j', 'k', 'n', 'p', 'm', 'f', 's', 'x', 'l', '/', '?', 'Esc']) assert(keys.includes(key), `${key} stands in the help`);
    await press(page, 'Escape');
    equal(await page.$('dialog[open]'), null, 'closed');
    await press(page, 'j');
    assert((await page.$$('.here')).length > 0, 'a change is lit');
    await press(page, 'Escape');
    equal((await page.$$('.here')).length, 0, 'Escape leaves the change');
  },

  async 'the list of changes is filtered by kind and facet'({ open, pages }) {
    const page = await open(pages.thornwick);
    for (const kind of await page.$$eval('#by-kind option', (all) => all.map((o) => o.value).filter(Boolean))) {
      await page.selectOption('#by-kind', kind);
      equal([...new Set(await shownEntries(page))], [kind], `entries of ${kind}`);
    }
    await page.selectOption('#by-kind', '');
    for (const facet of await page.$$eval('#by-facet option', (all) => all.map((o) => o.value).filter(Boolean))) {
      await page.selectOption('#by-facet', facet);
      const facets = await page.$$eval('.changes li', (all) => all.filter((li) => li.offsetHeight > 0).map((li) => li.dataset.facets.split(' ')));
      assert(facets.length > 0 && facets.every((f) => f.includes(facet)), `entries of ${facet}: ${JSON.stringify(facets)}`);
    }
  },

  async 'links to changes, blocks, facts and quotes'({ open, pages }) {
    for (const hash of ['#c5', '#b12', '#f1', '#q1', '#facts', '#quotes']) {
      const page = await open(pages.thornwick, { hash });
      await settled(page);
      const seen = await page.evaluate((id) => {
        const marked = /^#[cb]/.test(id) ? document.querySelector('.piece.here, .piece .here') : document.querySelector(id);
        if (!marked) return 'nothing is marked';
        const box = marked.getBoundingClientRect();
        return box.height > 0 && box.bottom > 0 && box.top < innerHeight ? 'seen' : JSON.stringify(box);
      }, hash);
      equal(seen, 'seen', hash);
    }
    const page = await open(pages.thornwick);
    for (const wrong of ['#c99999', '#nothing', '#<b>', '#%00']) await page.evaluate((to) => { location.hash = to; }, wrong);
    await settled(page);
  },

  async 'everything can be reached by Tab, with focus to be seen'({ open, pages }) {
    const page = await open(pages.thornwick);
    const stops = await tabStops(page, 120);
    const names = stops.map((s) => s.name);
    for (const wanted of ['input#show-style', 'input#facts-only', 'input#fold', 'input#lock', 'button#swap', 'input#find', 'button#help-button', 'select#by-kind', 'select#by-facet']) assert(names.includes(wanted), `${wanted} in ${names}`);
    equal(stops.filter((s) => !s.ringed).map((s) => s.name), [], 'stops without a ring');
  },

  async 'hidden words say what only one side has'({ open, pages }) {
    const page = await open(pages.courant);
    const words = await page.$$eval('.vh', (all) => all.map((e) => e.textContent.trim()));
    assert(words.some((w) => /in A/.test(w)) && words.some((w) => /in B/.test(w)), 'words for screen readers');
    const landmarks = await page.evaluate(() => ['header', 'nav', 'main', 'aside', 'footer'].map((n) => document.querySelectorAll(`body > ${n}, body > .work > ${n}`).length));
    equal(landmarks, [1, 1, 1, 1, 1], 'landmarks');
    equal(await page.$$eval('h1', (h) => h.length), 1, 'one first heading');
  },

  async 'axe-core in light and dark'({ open, pages }) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(pages.courant, { colorScheme });
      await axe(page);
      await press(page, 's');
      await axe(page);
      for (const part of ['facts', 'quotes']) {
        await page.click(`.parts a[href="#${part}"]`);
        await axe(page);
      }
      await page.click('.parts a[href="#main"]');
      await page.check('#aligned');
      await axe(page);
      await press(page, '?');
      await axe(page);
      const narrow = await open(pages.courant, { colorScheme, width: 390 });
      await axe(narrow);
    }
  },

  async 'forced colours and reduced motion'({ open, pages }) {
    const page = await open(pages.courant, { forcedColors: 'active', reducedMotion: 'reduce' });
    const line = await page.$eval('.panes del.w', (e) => getComputedStyle(e).textDecorationLine);
    equal(line, 'underline', 'words of A are marked without colour');
    equal(await page.evaluate(() => wirediff.calm()), true, 'movement is unwelcome');
  },

  async 'layout at 1440, 1024, 760 and 390 px'({ open, pages }) {
    for (const name of ['thornwick', 'courant', 'arabic']) {
      for (const width of [1440, 1024, 760, 390]) {
        const page = await open(pages[name], { width });
        await settled(page);
        await noSideways(page, `${name} at ${width} px`);
        const paned = await page.evaluate(() => document.documentElement.classList.contains('paned'));
        equal(paned, width > 760, `panes at ${width} px`);
        if (width <= 760) {
          const stacked = await page.$$eval('.rows .row[data-b]', (all) => all.every((row) => {
            const [a, b] = ['.cell.a', '.cell.b'].map((c) => row.querySelector(c).getBoundingClientRect());
            return !a.height || !b.height || b.top >= a.bottom - 1;
          }));
          assert(stacked, `one column at ${width} px`);
        }
      }
    }
  },

  async 'right to left'({ open, pages }) {
    const page = await open(pages.arabic);
    const direction = await page.$eval('.panes .piece', (e) => getComputedStyle(e).direction);
    equal(direction, 'rtl', 'an Arabic paragraph');
    await ribbonsEnd(page, 'of an Arabic pair');
  },

  async 'readable without scripts'({ open, pages, expected }) {
    const page = await open(pages.thornwick, { javaScriptEnabled: false });
    equal(await page.$$eval('.rows .row[data-b]', (all) => all.filter((r) => r.offsetHeight > 0).length), expected.pairs.thornwick.blocks, 'blocks to be seen');
    assert(await page.isVisible('#facts table') && await page.isVisible('#quotes table'), 'the ledgers');
    assert(!await page.isVisible('#swap'), 'no switch that does nothing');
    await page.check('#show-style');
  },

  async 'a print holds the text and notes for moves'({ open, pages }) {
    for (const name of ['thornwick', 'courant']) {
      const page = await open(pages[name]);
      const pdf = await page.pdf({ format: 'A4' });
      assert(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 20000, `${pdf.length} bytes of PDF`);
    }
    const page = await open(pages.courant, { javaScriptEnabled: false });
    await page.emulateMedia({ media: 'print' });
    const notes = await page.$$eval('.row.arrival', (all) => all.filter((r) => r.offsetHeight > 0).length);
    assert(notes > 0, 'notes for moves');
  },

  async 'how fast it opens and scrolls'({ open, pages, figures }) {
    const page = await open(pages.thornwick);
    const loads = [];
    for (let i = 0; i < 3; i += 1) {
      await page.reload();
      loads.push(await page.evaluate(() => { const n = performance.getEntriesByType('navigation')[0]; return Math.round(n.loadEventEnd - n.responseEnd); }));
    }
    figures['700 words: from the last byte to the end of load, ms'] = loads;
    assert(Math.min(...loads) < 2000, `it opens: ${loads}`);
    const long = await open(pages.long);
    figures['20,000 words: load, ms'] = Math.round(await long.evaluate(() => performance.getEntriesByType('navigation')[0].loadEventEnd));
    const frames = await long.evaluate(() => new Promise((done) => {
      let [n, start] = [0, 0];
      const step = (now) => {
        if (!start) start = now;
        panes.pane.a.scrollTop += 40;
        n += 1;
        if (now - start > 2000) done(Math.round((n - 1) / ((now - start) / 1000))); else requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }));
    figures['20,000 words: frames a second while scrolling'] = frames;
    assert(frames > 5, `${frames} frames a second`);
    await ribbonsEnd(long, 'in a long story');
  },
});
