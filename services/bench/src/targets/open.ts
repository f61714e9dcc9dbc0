import { startFloorTarget } from './floor-target.js';
import type { Shape, Target } from './target.js';
import { startWorldTarget } from './world-target.js';

/** Starts what is to be put under load. */
export function openTarget(shape: Shape, domains: readonly string[], profileDir?: string): Promise<Target> {
  if (shape === 'floor') return startFloorTarget();
  return startWorldTarget({ shape, domains, ...(profileDir === undefined ? {} : { profileDir }) });
}
