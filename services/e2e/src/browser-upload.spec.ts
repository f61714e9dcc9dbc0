/** An upload by the SDK from a page in a real Chromium to a server that speaks HTTP/1.1, as the services do. */
import { existsSync } from 'node:fs';
import { FakeServer } from '@iimp/client/fake-server.testkit';
import { chromium, type Browser } from 'playwright-core';
import { bundleForBrowsers } from './browser-bundle.testkit.js';
import { CHROMIUM, CHROMIUM_FLAGS, MISSING_CHROMIUM } from './chromium.testkit.js';

const ENTRY = `
  import { IimpClient } from './libs/client/src/client.ts';
  window.roundTrip = async (length) => {
    const user = 'alice@org1.test';
    const client = await IimpClient.login({ apiUrl: location.origin, user, password: 'secret password', attempts: 1 });
    const bytes = new Uint8Array(length).map((_, index) => index * 7);
    const file = await client.uploadAttachment({ bytes: [bytes], name: 'a.bin', mediaType: 'x/y' });
    const parts = [];
    for await (const part of client.downloadAttachment(file)) parts.push(part);
    const back = new Uint8Array(await new Blob(parts).arrayBuffer());
    return { size: file.size, same: back.length === length && back.every((byte, index) => byte === bytes[index]) };
  };
`;

interface Page {
  roundTrip(length: number): Promise<{ size: number; same: boolean }>;
}

let browser: Browser | undefined;
let server: FakeServer | undefined;

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('sends an attachment from a browser, and gets it back', async () => {
  if (!existsSync(CHROMIUM)) throw new Error(MISSING_CHROMIUM);
  const script = await bundleForBrowsers(ENTRY);
  server = new FakeServer();
  server.intercept = (request, response) => {
    if (request.url === '/')
      response.setHeader('content-type', 'text/html').end('<script type="module" src="/sdk.js"></script>');
    else if (request.url === '/sdk.js') response.setHeader('content-type', 'text/javascript').end(script);
    else return false;
    return true;
  };
  const url = await server.start();
  browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: CHROMIUM_FLAGS });
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'roundTrip' in window, undefined, { timeout: 20_000 });
  const result = await page.evaluate((length) => (window as unknown as Page).roundTrip(length), 3_000_000);
  expect(result).toEqual({ size: 3_000_000, same: true });
}, 120_000);
