/** What of telemetry is on in this process. The API of OpenTelemetry does not tell, and what is off must cost nothing. */
export const telemetryState = { metrics: false, traces: false, traceShare: 0 };
