// The time-out is a global option: Jest ignores it in the projects' own files when it runs them together.
module.exports = {
  projects: ['<rootDir>/libs/*', '<rootDir>/services/*'],
  testTimeout: 30_000,
  // A worker keeps something of each suite that it ran, and collecting garbage then takes it ever longer: a simulation of 7 s took 35 s
  // late in a run. One whose heap is larger than this begins anew after a suite, which takes half a second.
  workerIdleMemoryLimit: '200MB',
};
