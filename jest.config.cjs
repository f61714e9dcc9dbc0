// The time-out is a global option: Jest ignores it in the projects' own files when it runs them together.
module.exports = { projects: ['<rootDir>/libs/*', '<rootDir>/services/*'], testTimeout: 30_000 };
