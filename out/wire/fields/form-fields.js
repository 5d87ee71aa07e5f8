/**
 * What a form or query held: every value is text, or an array of texts where a name was repeated
 * (which no scalar parameter takes). Its class tells the decoder that an empty text may mean absent.
 */
export class FormFields {
    static from(entries) {
        const fields = new FormFields();
        for (const [name, value] of entries)
            append(fields, name, value);
        return fields;
    }
}
function append(fields, name, value) {
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const merged = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
    // Never an assignment: the name may be __proto__.
    Object.defineProperty(fields, name, { value: merged, enumerable: true, writable: true, configurable: true });
}
//# sourceMappingURL=form-fields.js.map