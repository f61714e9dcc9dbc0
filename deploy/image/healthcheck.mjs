// HEALTHCHECK of the images: asks the health listener of this container whether it is ready.
const port = (process.env.IIMP_HEALTH_LISTEN ?? '').split(':').at(-1);
const reply = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(3_000) });
process.exitCode = reply.ok ? 0 : 1;
