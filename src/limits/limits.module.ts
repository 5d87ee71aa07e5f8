import { Module } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { findInstallation } from '../database/installation.js';
import { ReadStore } from '../database/read-store.js';
import { BodiesOnTheirWay } from './bodies-on-their-way.js';
import { CallLimits } from './call-limits.js';
import { HttpLimits } from './http-limits.js';
import { Limits } from './limits.js';
import { LimitsMetrics } from './limits-metrics.js';

@Module({
  providers: [
    {
      provide: Limits,
      inject: [Configuration, ReadStore],
      useFactory: async ({ redisUrl }: Configuration, reads: ReadStore) =>
        redisUrl === undefined ? new Limits() : new Limits(redisUrl, await findInstallation(reads)),
    },
    LimitsMetrics,
    CallLimits,
    BodiesOnTheirWay,
    HttpLimits,
  ],
  exports: [Limits, CallLimits, HttpLimits],
})
export class LimitsModule {}
