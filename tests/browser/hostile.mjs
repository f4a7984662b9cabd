// Pages made of hostile stories: what they hold is shown and does nothing.
import { assert, axe, equal, noSideways, run } from './harness.mjs';

const KEYS = ['j', 'k', 'n', 'p', 'm', 'f', 's', 'x', 'l', 'o', 'j', 'o', '?', 'Escape', '/', 'Escape'];

/** Uses everything on a page that a reader could use, so that a trap has its chance. */
async function use(page) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  for (const key of KEYS) await page.keyboard.press(key);
  await page.evaluate(() => document.querySelectorAll('main input[type=checkbox], nav input[type=checkbox]').forEach((box) => box.click()));
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  await page.waitForTimeout(300);
}

/** Nothing on the page but what our own renderers make. */
async function clean(page) {
  const found = await page.evaluate(() => {
    const told = [];
    for (const e of document.querySelectorAll('img, iframe, object, embed, base, link, video, audio, textarea, meta[http-equiv=refresh], form[action]')) told.push(e.outerHTML.slice(0, 120));
    for (const e of document.querySelectorAll('*')) {
      for (const { name, value } of e.attributes) {
        if (name.startsWith('on')) told.push(`${e.tagName} ${name}`);
        if (/^(href|src|action|xlink:href)$/.test(name) && !/^(#|https?:\/\/)/.test(value)) told.push(`${name}=${value.slice(0, 80)}`);
      }
    }
    const scripts = [...document.scripts].filter((s) => s.type !== 'application/json');
    for (const s of scripts) if (s.src || /pwn/.test(s.textContent)) told.push(`a script: ${s.textContent.slice(0, 80)}`);
    const text = document.body.innerText;
    for (const c of ['\u202e', '\u202c', '\u2066', '\u200f', '\ufeff', '\u2028']) if (text.includes(c)) told.push(`U+${c.charCodeAt(0).toString(16)} in the text`);
    return told;
  });
  equal(found, [], 'what a story brought along');
}

async function told(page, text) {
  const seen = await page.evaluate(() => document.body.textContent);
  assert(seen.includes(text), `${text} is shown as text`);
}

async function survives(open, file, text, hash) {
  const page = await open(file, { hash });
  await told(page, text);
  await use(page);
  await clean(page);
}

await run({
  async 'the watch sees planted harm'({ open, told, pages }) {
    const found = (await told(pages.planted)).join('\n');
    for (const word of ['ran: img', 'ran: script', 'left the page: https://evil.example', 'a dialog: boo', 'an error: planted']) {
      assert(found.includes(word), `${word} in ${found}`);
    }
    assert((await told(pages.refused)).some((t) => t.startsWith('against the policy: script-src')), 'a refused script is seen');
    const page = await open(pages.markup);
    let caught = '';
    await clean(page).catch((error) => { caught = error.message; });
    assert(caught.includes('IFRAME') || caught.includes('iframe'), `brought along: ${caught}`);
    caught = '';
    await axe(page).catch((error) => { caught = error.message; });
    assert(caught.includes('color-contrast'), `axe-core says ${caught.slice(0, 200)}`);
  },

  async 'two hostile stories'({ open, pages, figures }) {
    await survives(open, pages.pair, "<script>pwn('script')</script>");
    const page = await open(pages.pair);
    figures['page with two words of 1 MB: load, ms'] = Math.round(await page.evaluate(() => performance.getEntriesByType('navigation')[0].loadEventEnd));
  },
  async 'three hostile stories'({ open, pages }) {
    await survives(open, pages.several, "<script>pwn('script')</script>");
  },
  async 'a scan of hostile stories'({ open, pages }) {
    await survives(open, pages.scan, "<script>pwn('script')</script>", '#c1');
  },
  async 'hostile lines of a scan'({ open, pages }) {
    await survives(open, pages.lines, "<svg onload=pwn('svg')>", '#c1-p-1-2');
  },
  async 'hostile pages without scripts'({ open, pages }) {
    for (const file of [pages.pair, pages.several, pages.scan, pages.lines]) {
      const page = await open(file, { javaScriptEnabled: false });
      assert((await page.innerText('body')).includes('pwn'), 'it is shown');
    }
  },
  async 'hostile pages in a window of 390 px'({ open, pages }) {
    for (const file of [pages.pair, pages.several, pages.scan, pages.lines]) {
      const page = await open(file, { width: 390 });
      await noSideways(page, file);
    }
  },
});
