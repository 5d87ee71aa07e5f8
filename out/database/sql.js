/** `?, ?, ?` for an IN list or a row of values. */
export function placeholders(count) {
    return Array(count).fill('?').join(', ');
}
/** `(?, ?), (?, ?)` for a multi-row insert. */
export function rowPlaceholders(rows, columns) {
    return Array(rows)
        .fill(`(${placeholders(columns)})`)
        .join(', ');
}
/** Splits a list so that no statement grows without bound (SQLite takes 32,766 parameters). */
export function chunks(items, size = 1000) {
    const result = [];
    for (let i = 0; i < items.length; i += size)
        result.push(items.slice(i, i + size));
    return result;
}
//# sourceMappingURL=sql.js.map