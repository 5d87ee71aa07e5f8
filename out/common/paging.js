/** Rows to skip and rows to take, or undefined where the page is known to be empty. */
export function toWindow({ page, pageSize }) {
    if (pageSize === undefined)
        return page === 1 ? { offset: 0 } : undefined;
    const offset = (page - 1) * pageSize;
    // Beyond 2^53 no list has rows, and no database takes the number.
    return Number.isSafeInteger(offset) ? { offset, limit: pageSize } : undefined;
}
//# sourceMappingURL=paging.js.map