import { FULL, resize } from './sizes.js';
import { label, levelsOf } from './stored.js';

it('changes sizes by name, and refuses what is none', () => {
  expect(resize(FULL, ['stored=20000', 'pairs=7'])).toEqual({ ...FULL, stored: 20_000, pairs: 7 });
  expect(() => resize(FULL, ['stoerd=1'])).toThrow('not <name>=<number>');
  expect(() => resize(FULL, ['stored=0'])).toThrow('not <name>=<number>');
});

it('fills a database in three steps, as far as they are large enough to read from', () => {
  expect(levelsOf(FULL.stored).map(label)).toEqual(['10k', '1M', '10M']);
  expect(levelsOf(100_000).map(label)).toEqual(['10k', '100k']);
});
