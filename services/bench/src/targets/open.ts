import { startFloorTarget } from './floor-target.js';
import type { Needs, Shape, Target } from './target.js';
import { startWorldTarget } from './world-target.js';

/** Starts what is to be put under load. */
export function openTarget(shape: Shape, needs: Needs, profileDir?: string): Promise<Target> {
  if (shape === 'floor') return startFloorTarget();
  return startWorldTarget({ shape, needs, ...(profileDir === undefined ? {} : { profileDir }) });
}
