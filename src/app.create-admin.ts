import 'reflect-metadata';
import { ENTITIES } from './app.entities.js';
import { OperatorRepository } from './auth/operators/operator.repository.js';
import { OperatorService } from './auth/operators/operator.service.js';
import { PasswordHasher } from './auth/operators/password-hasher.js';
import { CreateOperatorDto } from './cms/dto/operator.dto.js';
import { loadAdminSettings } from './config/load-configuration.js';
import { IdAllocator } from './database/id-allocator.js';
import { openStore } from './database/open-store.js';
import { ReadStore } from './database/read-store.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { EventBus } from './events/event-bus.js';
import { ServiceAccountService } from './users/service-account.service.js';
import { decode } from './wire/fields/decode.js';

/**
 * Makes an admin in the configured database, for `npm run cms:create-admin`: the first one, when there is nobody
 * yet who could call cms/createOperator. A repeat with the same password finds the one that is there.
 * @returns the operator's id
 * @throws ConfigError; AppError 10000 naming username or password, 50002; Error in plain words where the
 *   database cannot be opened
 */
export async function createAdmin(username: string, password: string): Promise<number> {
  const admin = decode(CreateOperatorDto, { username, password, role: 'admin' });
  const { database, passwordCost } = loadAdminSettings();
  // An embedded database is made here, where the server was never started; another one waits for its migrations.
  const settings = { database, migrateOnStart: database.kind === 'sqlite', databasePoolSize: 2 };
  const { store } = await openStore(settings, ENTITIES);
  try {
    const unitOfWork = new UnitOfWork(store, new EventBus());
    const reads = new ReadStore(store);
    const operators = new OperatorService(
      new OperatorRepository(reads),
      new PasswordHasher({ passwordCost }),
      new ServiceAccountService(reads),
      new IdAllocator(unitOfWork),
      unitOfWork,
    );
    return await operators.create(admin);
  } finally {
    await store.close();
  }
}
