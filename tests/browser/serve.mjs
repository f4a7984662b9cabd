// The pages of an archive, as `wirediff serve` sends them.
import { assert, axe, equal, noSideways, run, tabStops } from './harness.mjs';

const part = encodeURIComponent;
const PATHS = (odd) => ['/', '/story/ferry.wire', `/story/${part(odd)}`, '/story/urn%3Awire%3A1', '/cluster/ferry.wire',
  `/cluster/${part(odd)}`, '/search?q=no+such+story', '/search?q=ran+onto+its+side+after+vehicles+broke+loose+on+the+lower+deck'];
const title = (page) => page.textContent('h1');
const follow = async (page, selector) => {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
};

await run({
  async 'from the first page to a cluster, a story, a pair and back'({ open, pages }) {
    const page = await open(pages.base + '/');
    assert((await title(page)).startsWith('Archive of '), await title(page));
    await follow(page, '#latest-title ~ .scroll a[href="/cluster/ferry.wire"]');
    equal(await title(page), 'Ferry capsizes off Ostravian island, killing at least 14', 'the cluster');
    equal(await page.$$eval('.members-of tbody tr', (r) => r.length), 5, 'members');
    equal(await page.$$eval('.members-of tr.lead', (r) => r.length), 1, 'leads');
    const times = (await page.$$eval('.members-of td.time', (t) => t.map((e) => e.textContent))).filter(Boolean);
    equal(times, [...times].sort(), 'members in order of time');
    await follow(page, '.members-of a[href="/story/ferry.courant"]');
    equal(await title(page), 'Prosecutors open inquiry into Marrow ferry sinking', 'the story');
    assert(await page.$$eval('.beside a', (a) => a.length) > 20, 'who else carries the paragraphs');
    await follow(page, '.links a[href="/pair?a=ferry.wire&b=ferry.courant"]');
    await page.waitForSelector('html.paned .pane');
    assert(await page.$$eval('.pane .piece', (p) => p.length) > 30, 'two panes');
    await page.keyboard.press('j');
    await page.waitForSelector('.changes .here');
    await follow(page, '.way a[href="/story/ferry.wire"]');
    assert((await page.textContent('.membership')).includes('which it leads'), 'the lead');
    await follow(page, '.site-head .home');
    assert((await title(page)).startsWith('Archive of '), 'home');
  },

  async 'the search box finds ids, addresses and sentences'({ open, pages, expected }) {
    const page = await open(pages.base + '/');
    const ask = async (words) => {
      await page.fill('input[name=q]', words);
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    };
    await ask('storm.wire');
    assert(page.url().endsWith('/story/storm.wire'), page.url());
    await ask('https://ferry.courant.example/story?n=1');
    assert(page.url().endsWith('/story/ferry.courant'), page.url());
    await ask(expected.odd.replace('\u001b', ''));
    equal(await title(page), 'No such story', 'an id that is none');
    await ask('rolled onto its side after vehicles broke loose on the lower deck');
    assert((await title(page)).includes('have this text or part of it'), await title(page));
    equal(await page.inputValue('input[name=q]'), 'rolled onto its side after vehicles broke loose on the lower deck', 'the words stay');
    await ask('nothing');
    equal(await title(page), 'No such story', 'nothing');
  },

  async 'a text that is pasted is looked up'({ open, pages, expected }) {
    const page = await open(pages.base + '/');
    await page.fill('textarea', expected.text);
    await follow(page, '.ask button');
    assert((await title(page)).includes('stories have this text'), await title(page));
    assert(await page.$('.links a[href="/story/ferry.wire"]'), 'a link to the wire story');
    assert((await page.textContent('.links .tag')) === 'copy', 'a copy');
  },

  async 'a story with its versions and who still carries what was taken back'({ open, pages }) {
    const page = await open(pages.base + '/story/urn%3Awire%3A1');
    assert((await page.textContent('.alert')).includes('CORRECTS number of dead'), 'the notice');
    equal(await page.$$eval('.versions tbody tr', (r) => r.length), 2, 'versions');
    assert((await page.textContent('.versions')).includes('14, now 12'), await page.textContent('.versions'));
    assert((await page.textContent('.carrying')).includes('courant'), 'who still carries it');
    await follow(page, '.versions a[href^="/pair"]');
    assert((await page.textContent('#facts h2')).includes('1 changed'), 'the changed fact');
  },

  async 'hostile stories do nothing'({ open, pages, expected }) {
    const odd = part(expected.odd);
    for (const path of [`/story/${odd}`, '/story?id=..', `/cluster/${odd}`, `/pair?a=${odd}&b=..`, `/search?q=${odd}+x`, '/']) {
      const page = await open(pages.base + path);
      const found = await page.evaluate(() => {
        const told = [];
        for (const e of document.querySelectorAll('img, iframe, object, embed, base, link, video, audio, meta[http-equiv=refresh]')) told.push(e.outerHTML.slice(0, 120));
        for (const e of document.querySelectorAll('*')) {
          for (const { name, value } of e.attributes) {
            if (name.startsWith('on')) told.push(`${e.tagName} ${name}`);
            if (/^(href|src|action)$/.test(name) && !/^(#|\/[^/]|\/$|https:\/\/)/.test(value)) told.push(`${name}=${value.slice(0, 80)}`);
          }
        }
        for (const s of document.scripts) if (s.src || (s.type !== 'application/json' && /pwn/.test(s.textContent))) told.push('a script');
        for (const c of ['\u202e', '\u001b']) if (document.body.innerText.includes(c)) told.push(`U+${c.charCodeAt(0).toString(16)}`);
        return told;
      });
      equal(found, [], `what a story brought along to ${path}`);
      const seen = await page.evaluate(() => document.body.textContent);
      assert(path === '/' || path.startsWith('/search') || seen.includes('<script>pwn('), `${path} shows it as text`);
      for (const key of ['j', 'k', 's', 'f', '?', 'Escape']) await page.keyboard.press(key);
    }
    const page = await open(pages.base + `/story/${odd}`);
    await follow(page, '.links tbody a.to');
    assert(page.url().endsWith('/story?id=..'), page.url());
    await follow(page, '.links a[href^="/pair"]');
    await follow(page, '.way a >> nth=1');
    equal(decodeURIComponent(new URL(page.url()).pathname.slice('/story/'.length)), expected.odd, 'the odd id comes back');
  },

  async 'everything can be reached by Tab, with focus to be seen'({ open, pages }) {
    for (const [path, wanted] of [['/', ['input', 'button', 'textarea#text', 'a']], ['/story/ferry.wire', ['input', 'a', 'div']]]) {
      const stops = await tabStops(await open(pages.base + path), 400);
      for (const name of wanted) assert(stops.some((s) => s.name === name), `${name} on ${path}: ${stops.map((s) => s.name)}`);
      equal(stops.filter((s) => !s.ringed).map((s) => s.name), [], 'stops without a ring');
      equal(stops[0].name, 'a', 'the first stop skips to the text');
    }
  },

  async 'axe-core in light and dark'({ open, pages, expected }) {
    for (const colorScheme of ['light', 'dark']) {
      for (const path of PATHS(expected.odd)) {
        for (const width of [1440, 390]) await axe(await open(pages.base + path, { colorScheme, width }));
      }
      const pair = await open(`${pages.base}/pair?a=ferry.wire&b=ferry.courant`, { colorScheme });
      await pair.waitForSelector('html.paned .pane');
      await axe(pair);
    }
  },

  async 'forced colours'({ open, pages }) {
    const page = await open(pages.base + '/cluster/ferry.wire', { forcedColors: 'active' });
    const [fill, track] = await page.$eval('.bar', (b) => ['.fill', '.track'].map((s) => getComputedStyle(b.querySelector(s)).fill));
    assert(fill !== track, `a bar of ${fill} on ${track}`);
  },

  async 'readable without scripts'({ open, pages }) {
    const page = await open(pages.base + '/story/ferry.wire', { javaScriptEnabled: false });
    const seen = await page.innerText('main');
    for (const wanted of ['The Lady Ingrid', 'word for word', 'ferry.restyled.example', 'copy', '96%']) assert(seen.includes(wanted), `${wanted} in ${seen.slice(0, 3000)}`);
    await follow(page, '.membership a');
    assert((await page.innerText('main')).includes('the lead'), 'the cluster');
    await page.fill('input[name=q]', 'storm.wire');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert(page.url().endsWith('/story/storm.wire'), page.url());
  },

  async 'no sideways scrolling at 1440, 1024, 760 and 390 px'({ open, pages, expected }) {
    for (const width of [1440, 1024, 760, 390]) {
      for (const path of [...PATHS(expected.odd), '/pair?a=ferry.wire&b=ferry.courant']) {
        await noSideways(await open(pages.base + path, { width }), `${path} at ${width} px`);
      }
    }
  },

  async 'a print holds the text and no search box'({ open, pages }) {
    const page = await open(pages.base + '/story/ferry.wire', { width: 720 });
    await page.emulateMedia({ media: 'print' });
    assert(!await page.isVisible('.site-head'), 'no search box on paper');
    assert(await page.isVisible('#p2'), 'the text');
    await noSideways(page, 'a page of A4');
  },
});
