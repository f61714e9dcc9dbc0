import { DELIVERING } from './delivering.js';
import type { Load } from './load.js';
import { OTHERS } from './others.js';
import { PAIRS } from './pairs.js';
import { STORED } from './stored.js';
import { TELEMETRY } from './telemetry.js';

export const LOADS: readonly Load[] = [...PAIRS, ...OTHERS, ...DELIVERING, ...STORED, ...TELEMETRY];
