// R2: this server with a handler that does nothing, behind the same guard, DTO, logging and limiter: what is left when
// sending itself costs nothing. Configured by the environment, as the server is.
import { Body, Module, Post } from '@nestjs/common';
import { createApp } from '../../../src/app.factory.js';
import { loadConfiguration } from '../../../src/config/load-configuration.js';
import { SendMessageDto } from '../../../src/messaging/dto/send-message.dto.js';
import { createLogger } from '../../../src/ops/create-logger.js';
import { tuneGarbageCollection } from '../../../src/ops/garbage-collection.js';
import { CurrentUser, UserApi } from '../../../src/wire/access.js';
import { ApiBodyCall, ONE } from '../../../src/wire/openapi/api-call.js';

@UserApi('bench')
class EmptyController {
  @Post('sendMessage')
  @ApiBodyCall({ summary: 'R2', datas: ONE, example: { datas: 1 }, errors: [] })
  sendMessage(@CurrentUser() uid: number, @Body() dto: SendMessageDto): number {
    return uid > 0 && dto.to_uid > 0 ? 1 : 0;
  }
}

@Module({ controllers: [EmptyController] })
class EmptyModule {}

tuneGarbageCollection();
const configuration = loadConfiguration(process.env);
const app = await createApp(configuration, createLogger(configuration.logLevel), [EmptyModule]);
await app.listen(configuration.port, configuration.host);
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
