import { Module } from '@nestjs/common';
import { MessagingModule } from '../../messaging/messaging.module.js';
import { SchedulesModule } from '../schedules/schedules.module.js';
import { RetentionClock } from './retention-clock.js';
import { RetentionMetrics } from './retention-metrics.js';
import { RetentionRunner } from './retention-runner.js';
import { RetentionSweep } from './retention-sweep.js';
import { ServiceExpiryRepository } from './service-expiry.repository.js';
import { ServiceExpiry } from './service-expiry.js';
import { SweepClaims } from './sweep-claims.js';

/** Messages that are too old to be kept (ADR 0017). */
@Module({
  imports: [MessagingModule, SchedulesModule],
  providers: [
    RetentionClock,
    RetentionSweep,
    RetentionRunner,
    RetentionMetrics,
    ServiceExpiry,
    ServiceExpiryRepository,
    SweepClaims,
  ],
})
export class RetentionModule {}
