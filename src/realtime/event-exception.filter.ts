import { Catch, type ExceptionFilter } from '@nestjs/common';

/** Leaves what a gateway throws to `EventDispatcher`, which answers it: Nest's own filter would answer in its way. */
@Catch()
export class EventExceptionFilter implements ExceptionFilter {
  catch(thrown: unknown): never {
    throw thrown;
  }
}
