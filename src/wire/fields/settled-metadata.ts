import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Target = Parameters<Storage['getTargetValidationMetadatas']>[0];
type Metadata = ReturnType<Storage['getTargetValidationMetadatas']>;

/**
 * class-validator looks through the decorators of every class of the application each time it validates an object. What
 * they say of a class is settled once it is declared, so it is looked up once. Only `validateSync` without groups or a
 * schema may be used afterwards, as `decode` does.
 */
export function settleMetadata(): void {
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const settled = new Map<Target, Metadata>();
  storage.getTargetValidationMetadatas = (target, ...options) => {
    const known = settled.get(target);
    if (known) return known;
    const found = find(target, ...options);
    settled.set(target, found);
    return found;
  };
}
