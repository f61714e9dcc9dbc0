/** Bounds of histograms. Few: each is a series for each set of labels. */

/** Of what takes milliseconds, in seconds. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
