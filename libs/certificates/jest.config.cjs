module.exports = { ...require('../../jest.preset.cjs'), displayName: 'certificates', rootDir: __dirname };
