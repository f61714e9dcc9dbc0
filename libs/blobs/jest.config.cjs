module.exports = { ...require('../../jest.preset.cjs'), displayName: 'blobs', rootDir: __dirname };
