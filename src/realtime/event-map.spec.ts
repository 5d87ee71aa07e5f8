import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { Uint } from '../wire/fields/fields.js';
import { readEventMap } from './event-map.js';

class PokeDto {
  @Uint()
  to_uid!: number;
}

@WebSocketGateway()
class Good {
  @SubscribeMessage('poke')
  poke(@ConnectedSocket() _socket: object, @MessageBody() _dto: PokeDto): void {}

  helper(): void {}
}

@WebSocketGateway()
class WithoutPayload {
  @SubscribeMessage('ping')
  ping(@ConnectedSocket() _socket: object): void {}
}

@WebSocketGateway()
class WithPlainObject {
  @SubscribeMessage('poke')
  poke(@MessageBody() _body: object): void {}
}

@WebSocketGateway()
class WithOneProperty {
  @SubscribeMessage('poke')
  poke(@MessageBody('dto') _dto: PokeDto): void {}
}

describe('The event map', () => {
  it('names the DTO of each event, wherever it stands among the parameters', () => {
    expect([...readEventMap([Good])]).toEqual([['poke', PokeDto]]);
  });

  it.each([WithoutPayload, WithPlainObject, WithOneProperty])(
    'refuses %o, whose payload nobody would check',
    (gateway) => {
      expect(() => readEventMap([gateway])).toThrow(`${gateway.name}.`);
    },
  );

  it('refuses an event that two methods take', () => {
    expect(() => readEventMap([Good, Good])).toThrow('takes poke too');
  });
});
