import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';

@Injectable()
class Clock {
  now(): number {
    return 42;
  }
}

@Injectable()
class Greeter {
  constructor(private readonly clock: Clock) {}

  greet(): string {
    return `hello at ${this.clock.now()}`;
  }
}

@Module({ providers: [Clock, Greeter] })
class GreeterModule {}

// Vite's own compiler (esbuild) leaves these out: Nest then injects undefined, and every e2e test fails for no visible reason.
it('compiles tests with the types of constructor parameters', () => {
  expect(Reflect.getMetadata('design:paramtypes', Greeter)).toEqual([Clock]);
});

it('lets Nest inject by type', async () => {
  const module = await Test.createTestingModule({ imports: [GreeterModule] }).compile();
  expect(module.get(Greeter).greet()).toBe('hello at 42');
});

it('makes no own property of a field that is only declared, as tsc does', () => {
  class Row {
    id!: number;
  }
  expect(Object.keys(new Row())).toEqual([]);
});
