import fc from 'fast-check';
import { Destination } from './destination.js';
import { arrange, bodyBytes } from './parcels.js';
import { makeRow, makeTarget } from './rows.testkit.js';
import { DEFAULT_SETTINGS } from './settings.js';

const well = { failures: 0 };
const down = { failures: 3, lastCode: 'unavailable' };
const rowsOf = fc.array(
  fc.record({
    conversationId: fc.constantFrom('c1', 'c2', 'c3'),
    origin: fc.constantFrom('org1.test', 'org9.test'),
    bytes: fc.integer({ min: 1, max: 400 }),
    attempts: fc.nat(20),
  }),
  { maxLength: 40 },
);

describe('the arrangement of posts', () => {
  const destination = (): Destination => new Destination(DEFAULT_SETTINGS, 0);

  it('keeps each conversation of an origin in order, sends all, and keeps to the limits', () => {
    fc.assert(
      fc.property(
        rowsOf,
        fc.boolean(),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 500, max: 3_000 }),
        (given, batch, maxBatch, maxBodyBytes) => {
          const rows = given.map((one) => makeRow(one));
          const lanes = arrange(rows, destination(), well, makeTarget({ batch, maxBatch, maxBodyBytes }));
          const place = new Map(rows.map((row, index) => [row.id, index]));
          expect(lanes.flat().flatMap((parcel) => parcel.rows)).toHaveLength(rows.length);
          const laneOf = new Map<string, number>();
          lanes.forEach((lane, number) => {
            const last = new Map<string, number>();
            for (const parcel of lane) {
              expect(new Set(parcel.rows.map((row) => row.origin)).size).toBe(1);
              expect(parcel.rows.length).toBeLessThanOrEqual(batch ? maxBatch : 1);
              if (parcel.rows.length > 1) expect(bodyBytes(parcel.rows)).toBeLessThanOrEqual(maxBodyBytes);
              for (const row of parcel.rows) {
                const order = `${row.origin} ${row.conversationId}`;
                const index = place.get(row.id) ?? -1;
                expect(index).toBeGreaterThan(last.get(order) ?? -1);
                last.set(order, index);
                expect(laneOf.get(order) ?? number).toBe(number);
                laneOf.set(order, number);
              }
            }
          });
        },
      ),
    );
  });

  it('probes with one message, the first of its conversation, the least tried', () => {
    fc.assert(
      fc.property(rowsOf, (given) => {
        const rows = given.map((one) => makeRow(one));
        const lanes = arrange(rows, destination(), down, makeTarget());
        if (rows.length === 0) return expect(lanes).toEqual([]);
        const probes = lanes.flat().flatMap((parcel) => parcel.rows);
        expect(probes).toHaveLength(1);
        const heads = [...new Map([...rows].reverse().map((row) => [row.conversationId, row])).values()];
        expect(heads).toContain(probes[0]);
        expect(probes[0]?.attempts).toBe(Math.min(...heads.map((row) => row.attempts)));
      }),
    );
  });

  it('passes over a message that was answered with 500 for hours, and nothing else', () => {
    const [tried, next] = [makeRow({ attempts: 30 }), makeRow()];
    const wary = destination();
    const probe = (lastCode: string) => {
      const [lane] = arrange([tried, next], wary, { failures: 30, lastCode }, makeTarget());
      return lane?.[0]?.rows[0];
    };
    // Hours of other failures say nothing of the message: it keeps its place.
    for (let times = 0; times < 12; times++) {
      expect(probe('internal')).toBe(tried);
      wary.stumbledOver(tried.id);
    }
    expect(probe('internal')).toBe(next);
    expect(probe('unavailable')).toBe(tried);
  });

  it('probes for another domain of ours where one failed last', () => {
    const [first, other] = [makeRow({ conversationId: 'c1' }), makeRow({ conversationId: 'c2', origin: 'org9.test' })];
    const wary = destination();
    const probe = () => arrange([first, other], wary, down, makeTarget())[0]?.[0]?.rows[0];
    expect(probe()).toBe(first);
    wary.turnedAway.failed(first.origin, { code: 'unavailable', detail: '' });
    expect(probe()).toBe(other);
    wary.turnedAway.failed(other.origin, { code: 'unavailable', detail: '' });
    expect(probe()).toBe(first);
  });

  it('lets a message under suspicion travel alone', () => {
    const rows = [makeRow(), makeRow(), makeRow()];
    const wary = destination();
    wary.stumbledOver(rows[1]?.id ?? '');
    const lane = arrange(rows, wary, well, makeTarget())[0] ?? [];
    expect(lane.map((parcel) => parcel.rows.length)).toEqual([1, 1, 1]);
  });
});
