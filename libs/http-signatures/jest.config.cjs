module.exports = { ...require('../../jest.preset.cjs'), displayName: 'http-signatures', rootDir: __dirname };
