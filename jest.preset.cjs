// CommonJS-transform mode: native ESM in Jest fails on Node 20. Tests read the sources through the "@iimp/source" export
// condition, so they need no build; only tests that start whole processes do.
module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@iimp/source', 'node', 'require', 'default'] },
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Packages that are ES modules, and one that imports Node's own modules dynamically, which needs a flag in Jest.
  transformIgnorePatterns: [
    'node_modules/(?!(.*/)?(@nestjs|@opentelemetry/otlp-exporter-base|uuid|cookie|jose|structured-headers|http-message-sig|@bufbuild|@noble)/)',
  ],
  testTimeout: 30_000,
};
