import { RouteConfig } from '@nestjs/platform-fastify';
import type { AdminRole } from '@iimp/storage/admin-tokens';
import type { BodyRule } from '@iimp/platform/http/bodies';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask this route; `anybody` needs no token. Where nothing is said, an admin. */
    role?: AdminRole | 'anybody';
  }
}

/** Who may ask a route; and that it takes JSON, with a limit of its own. */
export function Needs(role: AdminRole | 'anybody', options: { limit?: number } = {}): MethodDecorator {
  return RouteConfig({ role, body: { kind: 'json', ...options } satisfies BodyRule });
}
