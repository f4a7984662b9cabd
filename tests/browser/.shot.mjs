import { chromium } from 'playwright-core';
const [base, out, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
for (const [name, width, scheme] of [['light', 1200, 'light'], ['dark', 1200, 'dark'], ['phone', 390, 'light']]) {
  const ctx = await browser.newContext({ viewport: { width, height: 850 }, colorScheme: scheme });
  const tab = await ctx.newPage();
  tab.on('console', (m) => { if (m.type() === 'error') console.log(name, 'console', m.text()); });
  tab.on('pageerror', (e) => console.log(name, 'error', e.message));
  for (const [i, p] of paths.entries()) {
    await tab.goto(base + p);
    await tab.waitForTimeout(150);
    const w = await tab.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    if (w[0] > w[1]) console.log('sideways', name, p, w);
    await tab.screenshot({ path: `${out}/${i}-${name}.png`, fullPage: true, clip: undefined });
  }
  await ctx.close();
}
await browser.close();
