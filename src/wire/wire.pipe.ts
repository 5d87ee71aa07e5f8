import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { decode, type DtoClass } from './fields/decode.js';
import { fieldsOf } from './fields/field.js';

/** Decodes what a handler declares as a DTO, over HTTP and Socket.IO alike; other arguments pass. */
@Injectable()
export class WirePipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    const isDto = type !== 'custom' && metatype !== undefined && fieldsOf(metatype).length > 0;
    return isDto ? decode(metatype as DtoClass<object>, value) : value;
  }
}
