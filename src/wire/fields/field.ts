import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

/** A JSON Schema, as OpenAPI 3 has it. */
export type JsonSchema = Record<string, unknown>;

/** What a field's decoder returns for a value that is not of its wire form. */
export const UNDECODABLE = Symbol('undecodable');

export interface FieldOptions {
  /** What the parameter means, for the API document. */
  readonly description?: string;
  readonly example?: unknown;
  /** Absent or null is a 10000, unless false. */
  readonly required?: boolean;
  /**
   * Of a call that takes one group of parameters or another: examples of what belongs with this one. Without
   * its group the call is a 10000.
   */
  readonly together?: Readonly<Record<string, unknown>>;
}

export interface FieldForm extends FieldOptions {
  /** Turns the wire form into the value's type, strictly, or returns UNDECODABLE. */
  readonly decode: (raw: unknown) => unknown;
  readonly schema: JsonSchema;
  /** Whether an empty string in a form or query counts as absent where the field is optional; true unless given. */
  readonly emptyIsAbsent?: boolean;
}

export interface Field extends FieldForm {
  readonly name: string;
}

const FIELDS = Symbol('wire fields');

/** Of classes that were asked for; forgotten while one is being declared. */
const known = new Map<object, readonly Field[]>();

/** The fields of a DTO class, in order of declaration. */
export function fieldsOf(dto: object): readonly Field[] {
  const found = known.get(dto) ?? (Reflect.getMetadata(FIELDS, dto) as Field[] | undefined) ?? [];
  known.set(dto, found);
  return found;
}

/**
 * Declares a property of a DTO as a parameter of the wire: how it is decoded, what class-validator
 * then asks of it, and how the API document shows it. The property's name is the wire's.
 */
export function field(form: FieldForm, ...constraints: PropertyDecorator[]): PropertyDecorator {
  const required = form.required ?? true;
  const declare: PropertyDecorator = (prototype, name) => {
    const inherited = fieldsOf(prototype.constructor);
    known.delete(prototype.constructor);
    Reflect.defineMetadata(FIELDS, [...inherited, { ...form, required, name: String(name) }], prototype.constructor);
  };
  // exactOptionalPropertyTypes is off, but Swagger prints keys whose value is undefined.
  const texts = {
    ...(form.description === undefined ? {} : { description: form.description }),
    ...(form.example === undefined ? {} : { example: form.example }),
    ...(form.together === undefined ? {} : { 'x-together': form.together }),
  };
  const document = ApiProperty({ ...form.schema, ...texts, required });
  return applyDecorators(declare, document, ...(required ? [] : [IsOptional()]), ...constraints);
}
