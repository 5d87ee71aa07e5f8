import { deal } from '../../support/tables/table-sample.js';
import type { Operation, Transport } from './api-document.js';
import { badCases, type Case, goodCases } from './cases.js';
import { type Parameter, parametersOf } from './parameters.js';
import { isTextual } from './transports.js';

/** A parameter of an operation over one of its transports, with what is tried there. */
export interface ParameterPlace {
  readonly operation: Operation;
  readonly transport: Transport;
  readonly parameter: Parameter;
  readonly kind: string;
  readonly cases: readonly Case[];
}

/**
 * Every parameter over every transport, each with some of its bad values. Of parameters of one name and one schema,
 * of whatever calls, each bad value is tried in one place at least, as text and in JSON.
 */
export function badPlaces(operations: readonly Operation[]): ParameterPlace[] {
  const kind = ({ path, required, schema }: Parameter): string =>
    `${path.join('.')} ${required} ${JSON.stringify(schema, withoutProse)}`;
  return deal(
    placesOf(operations, badCases, (_, parameter) => kind(parameter)),
    3,
  );
}

/** Every parameter, with each good value over one at least of the transports of its form. */
export function goodPlaces(operations: readonly Operation[]): ParameterPlace[] {
  return deal(
    placesOf(operations, goodCases, (operation, { name }) => `${operation.name} ${name}`),
    1,
  );
}

function placesOf(
  operations: readonly Operation[],
  casesOf: (operation: Operation, parameter: Parameter, transport: Transport) => Case[],
  kindOf: (operation: Operation, parameter: Parameter) => string,
): ParameterPlace[] {
  return operations.flatMap((operation) =>
    operation.transports.flatMap((transport) =>
      parametersOf(operation).map((parameter) => {
        const form = isTextual(transport) && parameter.path.length === 1 ? 'text' : 'JSON';
        const kind = `${kindOf(operation, parameter)} as ${form}`;
        return { operation, transport, parameter, kind, cases: casesOf(operation, parameter, transport) };
      }),
    ),
  );
}

/** What a document says of a parameter without changing what may be sent. */
function withoutProse(key: string, value: unknown): unknown {
  return ['example', 'examples', 'description', 'title'].includes(key) ? undefined : value;
}
