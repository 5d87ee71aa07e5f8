import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Metadata = ReturnType<Storage['getTargetValidationMetadatas']>[number];
type Dto = new () => object;
type Values = Readonly<Record<string, unknown>>;
/** Whether the value of one property is as its decorators want it. */
type Check = (object: object, value: unknown) => boolean;

/** class-validator's names of what the decorators of fields are: `ValidateBy` and what is made of it, and `IsOptional`. */
const CUSTOM = 'customValidation';
const CONDITIONAL = 'conditionalValidation';

const settled = new Map<Dto, readonly (readonly [property: string, check: Check])[]>();

/**
 * Asks class-validator's own validators. Its executor goes through the decorators of every class of the application for
 * each object that it validates, and makes an error of each property beforehand; here they are looked up once for a
 * class, as what they say of it is settled once it is declared (docs/performance.md).
 * @returns the first property that is not as its decorators want it
 * @throws Error for a class with decorators of another kind, such as `ValidateNested`
 */
export function findProblem(dto: Dto, object: object): string | undefined {
  const checks = settled.get(dto) ?? readChecks(dto);
  settled.set(dto, checks);
  return checks.find(([property, check]) => !check(object, (object as Values)[property]))?.[0];
}

function readChecks(dto: Dto): [string, Check][] {
  const storage = getMetadataStorage();
  const byProperty = storage.groupByPropertyName(storage.getTargetValidationMetadatas(dto, '', false, false));
  return Object.entries(byProperty).map(([property, metadatas]) => {
    const other = metadatas.find(
      ({ type, each, validateIf }) => ![CUSTOM, CONDITIONAL].includes(type) || each || validateIf,
    );
    if (other) throw new Error(`${dto.name}.${property}: ${other.type} is not supported`);
    const conditions = metadatas.filter(({ type }) => type === CONDITIONAL).map(conditionOf);
    const validators = metadatas
      .filter(({ type }) => type === CUSTOM)
      .flatMap((metadata) => validatorsOf(storage, metadata));
    return [
      property,
      (object, value) =>
        !conditions.every((isMet) => isMet(object, value)) || validators.every((isValid) => isValid(object, value)),
    ];
  });
}

function conditionOf({ constraints }: Metadata): Check {
  return (constraints as [Check])[0];
}

function validatorsOf(storage: Storage, { constraintCls, constraints, propertyName }: Metadata): Check[] {
  return storage.getTargetValidatorConstraints(constraintCls).map(({ instance }): Check => (object, value) => {
    const { name } = object.constructor;
    return instance.validate(value, { targetName: name, property: propertyName, object, value, constraints }) === true;
  });
}
