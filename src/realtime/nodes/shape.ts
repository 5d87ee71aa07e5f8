/** Whether a value that came as JSON has the shape of a T. */
export type Shape<T> = (value: unknown) => value is T;

export const isText = (value: unknown): value is string => typeof value === 'string';

export const isNumber = (value: unknown): value is number => typeof value === 'number';

export const isUint = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export function oneOf<const T>(...values: readonly T[]): Shape<T> {
  return (value): value is T => values.includes(value as T);
}

/** JSON has no undefined: what is absent. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value): value is T | undefined => value === undefined || shape(value);
}

export function listOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(shape);
}

export function recordOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    isObject(value) && !Array.isArray(value) && Object.values(value).every(shape);
}

/** An object with these fields, whatever else it holds. A field that T gets or loses does not compile here. */
export function fields<T extends object>(shapes: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const names = Object.keys(shapes) as (keyof T)[];
  return (value): value is T => isObject(value) && names.every((name) => shapes[name]((value as Partial<T>)[name]));
}

export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return (value): value is A | B => first(value) || second(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
