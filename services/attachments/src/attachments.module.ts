import { Controller, type DynamicModule, Module } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { FetchWorker } from './fetch-worker.js';

/** What the broker tells this service. */
@Controller()
class FetchController {
  constructor(private readonly worker: FetchWorker) {}

  /** A message with a remote attachment was stored. Which one does not matter: Postgres has the jobs. */
  @EventPattern<string>('attachments.fetch')
  wake(): void {
    this.worker.wake();
  }
}

@Module({})
export class AttachmentsModule {
  static over(worker: FetchWorker): DynamicModule {
    return {
      module: AttachmentsModule,
      controllers: [FetchController],
      providers: [{ provide: FetchWorker, useValue: worker }],
    };
  }
}
