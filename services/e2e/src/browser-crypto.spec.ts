/**
 * The crypto library as a web page would load it: bundled for browsers, under a content security policy without
 * `unsafe-eval`, in a real Chromium. It runs the very checks of its unit tests.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright-core';
import { bundleForBrowsers } from './browser-bundle.testkit.js';
import { CHROMIUM, CHROMIUM_FLAGS, MISSING_CHROMIUM } from './chromium.testkit.js';

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

const ENTRY = `
  import { checksOf } from './libs/crypto/src/vectors.testkit.ts';
  import attachments from '@iimp/proto/vectors/attachments.json';
  import messages from '@iimp/proto/vectors/messages.json';
  import userKeys from '@iimp/proto/vectors/user-keys.json';
  window.checks = checksOf({ attachments, messages, userKeys });
`;

async function serve(script: string): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', POLICY);
    if (request.url === '/bundle.js') response.setHeader('content-type', 'text/javascript').end(script);
    else response.setHeader('content-type', 'text/html').end('<script type="module" src="/bundle.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

interface Page {
  checks: { name: string; run(): Promise<void> }[];
}

let browser: Browser | undefined;
let server: Server | undefined;

afterAll(async () => {
  await browser?.close();
  server?.close();
});

it('passes every vector in a browser', async () => {
  if (!existsSync(CHROMIUM)) throw new Error(MISSING_CHROMIUM);
  const script = await bundleForBrowsers(ENTRY);
  expect(script).not.toMatch(/from ?"node:|require\("node:/);
  const served = await serve(script);
  server = served.server;
  browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: CHROMIUM_FLAGS });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(served.url);
  await page
    .waitForFunction(() => 'checks' in window, undefined, { timeout: 20_000 })
    .catch((cause: unknown) => {
      throw new Error(`the bundle did not run: ${errors.join('; ')}`, { cause });
    });
  const results = await page.evaluate(async () => {
    const outcomes: { name: string; error: string | null }[] = [];
    for (const { name, run } of (window as unknown as Page).checks) {
      const error = await run().then(
        () => null,
        (reason: unknown) => String(reason),
      );
      outcomes.push({ name, error });
    }
    return outcomes;
  });
  expect(results.length).toBeGreaterThan(60);
  expect(results.filter(({ error }) => error !== null)).toEqual([]);
  expect(errors).toEqual([]);
}, 120_000);
