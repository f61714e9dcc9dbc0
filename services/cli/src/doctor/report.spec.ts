import { judgeAddresses } from './checks/address.js';
import { judgeGuard } from './checks/guard.js';
import { of } from './finding.js';
import { renderReport, reportOf } from './report.js';

it('keeps the control characters of a host from the terminal, wherever it is named', () => {
  const host = 'evil\x1b[2J\x9b31m\u202e.test';
  const findings = [
    judgeAddresses(host, { failed: 'missing', detail: `${host} has no address` }, true),
    judgeGuard(host, { addresses: ['10.0.0.1'], allows: () => false, trusted: false }),
  ].map((finding) => of(`${host} port 443`, finding));
  const text = renderReport(reportOf('evil.test', null, findings, 0), { colour: false, width: 500 });
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  // In the subject, in what was seen, and in both cures.
  expect(text.match(/evil\?\[2J\?31m\?\.test/g)).toHaveLength(4);
});
