// Drives headless Chromium over finished pages and reports named checks as JSON on stdout.
//
// A page is opened under watch: a request that leaves the file, a script of the story, a dialog, an error on the console or
// a violation of the page's policy fails the check that opened it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/** Objects with their keys in order, so that equal ones read the same. */
const inOrder = (_, value) => (value && typeof value === 'object' && !Array.isArray(value)
  ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value);

export function equal(found, expected, what) {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value, inOrder));
  assert(a === b, `${what}: found ${a}, expected ${b}`);
}

/** Names of the traps that hostile text would spring; `__pwned` counts. */
const TRAPS = () => {
  window.__pwned = [];
  window.__violations = [];
  window.pwn = (how) => window.__pwned.push(String(how));
  document.addEventListener('securitypolicyviolation', (e) => window.__violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
};

/** Runs the checks in order, each with a way to open pages, and prints the report. */
export async function run(checks) {
  const config = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
  const report = { checks: [], figures: {} };
  for (const [name, check] of Object.entries(checks)) {
    const opened = [];
    const open = async (file, { hash = '', width = 1440, height = 900, ...context } = {}) => {
      const address = addressOf(file);
      const made = await watched(browser, address, { viewport: { width, height }, ...context });
      opened.push(made);
      await made.page.goto(address + hash);
      return made.page;
    };
    /** What the watch says of a page that is known to be bad. */
    const told = async (file) => {
      const made = await watched(browser, pathToFileURL(file).href, {});
      await made.page.goto(pathToFileURL(file).href);
      await made.page.waitForTimeout(400);
      const found = await troubles(made);
      await made.context.close();
      return found;
    };
    try {
      await check({ open, told, pages: config.pages, expected: config.expected, figures: report.figures });
      for (const one of opened) await sound(one);
      report.checks.push({ name, passed: true, error: null });
    } catch (error) {
      const trouble = opened.flatMap((one) => one.trouble);
      report.checks.push({ name, passed: false, error: [error.message, ...trouble].join('\n').slice(0, 4000) });
    }
    for (const one of opened) await one.context.close();
  }
  await browser.close();
  process.stdout.write(JSON.stringify(report) + '\n');
}

/** The address of a page: a file, or what a server has. */
const addressOf = (page) => (/^https?:/.test(page) ? page : pathToFileURL(page).href);

async function watched(browser, address, options) {
  // A page of a server may lead to others there.
  const home = /^https?:/.test(address) ? new URL(address).origin : null;
  const context = await browser.newContext(options);
  const trouble = [];
  await context.addInitScript(TRAPS);
  await context.route('**/*', (route) => {
    const url = route.request().url();
    // A page that closes answers no more.
    if (url.split('#')[0] === address || (home && new URL(url).origin === home)) return route.continue().catch(() => {});
    trouble.push(`a request left the page: ${url.slice(0, 200)}`);
    return route.abort().catch(() => {});
  });
  const page = await context.newPage();
  page.on('dialog', (dialog) => { trouble.push(`a dialog: ${dialog.message()}`); dialog.dismiss().catch(() => {}); });
  page.on('pageerror', (error) => trouble.push(`an error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') trouble.push(`on the console: ${message.text()}`); });
  context.on('page', (other) => { if (other !== page) trouble.push(`another page: ${other.url()}`); });
  return { context, page, trouble, scripts: options.javaScriptEnabled !== false };
}

async function sound(watched) {
  equal(await troubles(watched), [], 'trouble');
}

/** Everything that went wrong on a page so far. */
async function troubles({ page, trouble, scripts }) {
  if (!scripts) return trouble;
  const { pwned, violations } = await page.evaluate(() => ({ pwned: window.__pwned, violations: window.__violations }));
  return [...trouble, ...pwned.map((how) => `a script of a story ran: ${how}`), ...violations.map((v) => `against the policy: ${v}`)];
}

/** What axe-core finds on the page as it stands. */
export async function axe(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const told = found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`);
  equal(told, [], 'axe-core');
  assert(found.passes.length > 0 || found.violations.length === 0, 'axe-core looked at nothing');
}

/** The page is no wider than the window. */
export async function noSideways(page, where) {
  const [scroll, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert(scroll <= window, `${where}: ${scroll} px in a window of ${window}`);
}

/** Walks with Tab from the top; returns a word for each stop, at most `most`. */
export async function tabStops(page, most) {
  const stops = [];
  // From the body, wherever a link to a part of the page had set the start.
  await page.evaluate(() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); });
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const style = getComputedStyle(at);
      const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
      return { name: `${at.tagName.toLowerCase()}${at.id ? '#' + at.id : ''}`, ringed };
    });
    if (!stop) break;
    stops.push(stop);
  }
  return stops;
}
