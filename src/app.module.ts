import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { BlacklistModule } from './blacklist/blacklist.module.js';
import { CmsModule } from './cms/cms.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Configuration } from './config/configuration.js';
import { DatabaseModule } from './database/database.module.js';
import type { Store } from './database/store.js';
import { EventsModule } from './events/events.module.js';
import { FriendsModule } from './friends/friends.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { MessagingModule } from './messaging/messaging.module.js';
import { OpsModule } from './ops/ops.module.js';
import { DoorErrors } from './metrics/door-errors.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { Metrics } from './metrics/metrics.js';
import { PolicyModule } from './policy/policy.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { TimelineModule } from './timeline/timeline.module.js';
import { UsersModule } from './users/users.module.js';
import { WireModule } from './wire/wire.module.js';

/** The only list of modules, from the bottom layer up. */
@Module({})
export class AppModule {
  static with(
    configuration: Configuration,
    store: Store,
    metrics: Metrics,
    errors: DoorErrors,
    more: readonly Type[] = [],
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(configuration),
        MetricsModule.with(metrics, errors),
        EventsModule,
        DatabaseModule.with(store),
        WireModule,
        UsersModule,
        AuthModule,
        TimelineModule,
        GroupsModule,
        BlacklistModule,
        FriendsModule,
        PolicyModule,
        MessagingModule,
        CmsModule,
        RealtimeModule,
        OpsModule,
        ...more,
      ],
    };
  }
}
