module.exports = { ...require('../../jest.preset.cjs'), displayName: 'testbed', rootDir: __dirname };
