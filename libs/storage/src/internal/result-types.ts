import pg from 'pg';

const INT8 = 20;

/** How values of results become JavaScript: bigint as number, because all of ours (times, counters, ids) are safe integers. */
export const resultTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};
