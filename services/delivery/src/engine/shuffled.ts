/** A copy in an order drawn by `random` (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const all = [...list];
  for (let left = all.length; left > 1; left--) {
    const at = Math.floor(random() * left);
    [all[left - 1], all[at]] = [all[at] as T, all[left - 1] as T];
  }
  return all;
}
