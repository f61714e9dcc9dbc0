module.exports = { ...require('../../jest.preset.cjs'), displayName: 'peer', rootDir: __dirname };
