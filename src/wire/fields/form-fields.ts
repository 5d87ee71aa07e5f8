/**
 * What a form or query held: every value is text, or an array of texts where a name was repeated
 * (which no scalar parameter takes). Its class tells the decoder that an empty text may mean absent.
 */
export class FormFields {
  static from(entries: Iterable<readonly [string, string]>): FormFields {
    const fields = new FormFields();
    for (const [name, value] of entries) append(fields, name, value);
    return fields;
  }
}

function append(fields: FormFields, name: string, value: string): void {
  const known = Object.hasOwn(fields, name) ? (fields as Record<string, string | string[]>)[name] : undefined;
  // Pushed, not copied: 128 KiB of one name, copied each time, blocked the process for 40 s.
  if (Array.isArray(known)) known.push(value);
  else define(fields, name, known === undefined ? value : [known, value]);
}

/** Never an assignment: the name may be __proto__. */
function define(fields: FormFields, name: string, value: string | string[]): void {
  Object.defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true });
}
