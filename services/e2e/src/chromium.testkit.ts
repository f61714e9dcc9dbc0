/** The browser of the tests that need one. */
export const CHROMIUM = process.env['IIMP_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
export const MISSING_CHROMIUM = `there is no Chromium at ${CHROMIUM}; get one by: deploy/local/chromium start`;

/** What a browser must not do on a closed network, or as root in a container. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
