import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
/** What a field's decoder returns for a value that is not of its wire form. */
export const UNDECODABLE = Symbol('undecodable');
const FIELDS = Symbol('wire fields');
/** The fields of a DTO class, in order of declaration. */
export function fieldsOf(dto) {
    return Reflect.getMetadata(FIELDS, dto) ?? [];
}
/**
 * Declares a property of a DTO as a parameter of the wire: how it is decoded, what class-validator
 * then asks of it, and how the API document shows it. The property's name is the wire's.
 */
export function field(form, ...constraints) {
    const required = form.required ?? true;
    const declare = (prototype, name) => {
        const inherited = fieldsOf(prototype.constructor);
        Reflect.defineMetadata(FIELDS, [...inherited, { ...form, required, name: String(name) }], prototype.constructor);
    };
    // exactOptionalPropertyTypes is off, but Swagger prints keys whose value is undefined.
    const texts = {
        ...(form.description === undefined ? {} : { description: form.description }),
        ...(form.example === undefined ? {} : { example: form.example }),
    };
    const document = ApiProperty({ ...form.schema, ...texts, required });
    return applyDecorators(declare, document, ...(required ? [] : [IsOptional()]), ...constraints);
}
//# sourceMappingURL=field.js.map