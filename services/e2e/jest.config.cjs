// Drills that take minutes (`*.nightly.spec.ts`) run when they are asked for: see tools/nightly.mjs.
const nightly = process.env.NIGHTLY === '1';
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'e2e',
  rootDir: __dirname,
  testPathIgnorePatterns: nightly ? ['/node_modules/'] : ['/node_modules/', '\\.nightly\\.spec\\.ts$'],
};
