// Takes the picture of a page: node picture.mjs PAGE.html PICTURE.png [WIDTH HEIGHT [#part]]
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [page, picture, width = '1200', height = '700', hash = ''] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage({ viewport: { width: Number(width), height: Number(height) } });
await tab.goto(pathToFileURL(page).href + hash);
await tab.waitForTimeout(300);
await tab.screenshot({ path: picture });
await browser.close();
