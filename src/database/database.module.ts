import { type DynamicModule, Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { IdAllocator } from './id-allocator.js';
import { ReadStore } from './read-store.js';
import { StoreMetrics } from './store-metrics.js';
import { Store } from './store.js';
import { UnitOfWork } from './unit-of-work.js';

/** Closes the store last: every other module has stopped using it by then. */
@Injectable()
class StoreCloser implements OnApplicationShutdown {
  constructor(private readonly store: Store) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}

/** Makes the store that was opened (`openStore`) injectable through its two doors. */
@Global()
@Module({})
export class DatabaseModule {
  static with(store: Store): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [{ provide: Store, useValue: store }, UnitOfWork, ReadStore, IdAllocator, StoreCloser, StoreMetrics],
      exports: [Store, UnitOfWork, ReadStore, IdAllocator],
    };
  }
}
