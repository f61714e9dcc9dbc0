import { type DynamicModule, Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { ConsoleController } from './console/console.controller.js';
import { DestinationsController } from './controllers/destinations.controller.js';
import { DomainsController } from './controllers/domains.controller.js';
import { LifecycleController } from './controllers/lifecycle.controller.js';
import { PathTexts } from './controllers/path-texts.js';
import { PersonalDataController } from './controllers/personal-data.controller.js';
import { PolicyController } from './controllers/policy.controller.js';
import { QuarantineController } from './controllers/quarantine.controller.js';
import { TokensController } from './controllers/tokens.controller.js';
import { UsersController } from './controllers/users.controller.js';
import { ViewsController } from './controllers/views.controller.js';
import { Overviews } from './overviews.js';

const CONTROLLERS = [
  ConsoleController,
  ViewsController,
  DomainsController,
  UsersController,
  PersonalDataController,
  PolicyController,
  DestinationsController,
  QuarantineController,
  TokensController,
  LifecycleController,
];

@Module({})
class AdminModule {}

/** What the service is made of. Who acts comes with each request (`access/`). */
export function adminModule(now: () => number): DynamicModule {
  return {
    module: AdminModule,
    controllers: CONTROLLERS,
    providers: [
      { provide: Overviews, useValue: new Overviews(now) },
      { provide: APP_PIPE, useValue: new PathTexts() },
    ],
  };
}
