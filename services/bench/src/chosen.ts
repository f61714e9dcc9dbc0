/** Which loads run on what, in which round. */
import { LOADS } from './loads/all.js';
import type { Load } from './loads/load.js';
import { type Shape, SHAPES } from './targets/target.js';

/** What of the command line decides it. */
export interface Choice {
  quick?: boolean;
  on?: readonly string[];
  loads?: readonly string[];
}

/** In the place of names of loads: each of them, on every shape that it is for. */
export const ALL = 'all';

const QUICK_SHAPES: readonly Shape[] = ['standalone', 'cluster', 'floor'];
const QUICK_LOADS = new Set(['F1', 'F2', 'A1', 'I', 'F3', 'L', 'E']);

/** Those of a round, wherever they run. */
export function loadsOf({ loads, quick = false }: Choice, round: number): readonly Load[] {
  if (loads && !loads.includes(ALL)) {
    const named = LOADS.filter(({ name }) => loads.includes(name));
    return LOADS.filter((load) => named.includes(load) || named.some(({ against }) => against === load.name));
  }
  if (quick && !loads) return LOADS.filter(({ name }) => QUICK_LOADS.has(name));
  return round === 1 ? LOADS : LOADS.filter(({ everyRound }) => everyRound);
}

/** What runs in a round, shape after shape. A load may be for fewer shapes than it stands beside here. */
export function chosen(choice: Choice, round: number): { shape: Shape; loads: readonly Load[] }[] {
  const loads = loadsOf(choice, round);
  const on = shapesOf(choice, round);
  const runs = on.map((shape) => ({
    shape,
    loads: choice.loads ? loads : loads.filter(({ usually }) => usually?.includes(shape) ?? true),
  }));
  const judgedByFloor = loads.filter(({ isJudgedByFloor }) => isJudgedByFloor);
  // Its floor belongs to the same run: of another day it says nothing.
  return on.includes('floor') || judgedByFloor.length === 0
    ? runs
    : [...runs, { shape: 'floor', loads: judgedByFloor }];
}

/** No target speaks of the cluster of two: once is enough, unless it is asked for. */
function shapesOf({ on, quick = false }: Choice, round: number): readonly Shape[] {
  if (on) return on as Shape[];
  if (quick) return QUICK_SHAPES;
  return round === 1 ? SHAPES : SHAPES.filter((shape) => shape !== 'cluster-2');
}
