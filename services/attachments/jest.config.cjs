module.exports = { ...require('../../jest.preset.cjs'), displayName: 'attachments', rootDir: __dirname };
