import { Module } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { findInstallation } from '../database/installation.js';
import { ReadStore } from '../database/read-store.js';
import { LimitsRedis } from './limits-redis.js';
import { Limits } from './limits.js';

@Module({
  providers: [
    {
      provide: Limits,
      inject: [Configuration, ReadStore],
      useFactory: async ({ redisUrl }: Configuration, reads: ReadStore) =>
        new Limits(redisUrl === undefined ? undefined : new LimitsRedis(redisUrl, await findInstallation(reads))),
    },
  ],
  exports: [Limits],
})
export class LimitsModule {}
