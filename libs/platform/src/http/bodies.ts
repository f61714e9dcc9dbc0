import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of a JSON body as they came. */
    rawBody?: Buffer;
  }
  interface FastifyContextConfig {
    body?: BodyRule;
  }
}

/** How a route takes its body. */
export type BodyRule = { kind: 'json'; limit?: number } | { kind: 'stream' };

/** This route takes JSON of at most `limit` bytes (default: that of the application). The body is the parsed value, `request.rawBody` its bytes. */
export function JsonBody(options: { limit?: number } = {}): MethodDecorator {
  return RouteConfig({ body: { kind: 'json', ...options } satisfies BodyRule });
}

/** This route takes any body, of any type and size, and reads it itself: `request.body` is a Readable. */
export function StreamBody(): MethodDecorator {
  return RouteConfig({ body: { kind: 'stream' } satisfies BodyRule });
}
