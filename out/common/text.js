/** Whether both stores keep the text as it is: no U+0000, no lone surrogate (contract, section 2). */
export function isStorable(text) {
    return text.isWellFormed() && !text.includes('\0');
}
/** Length in Unicode code points, which is what people and the contract count. */
export function codePoints(text) {
    let count = 0;
    for (let i = 0; i < text.length; i += 1) {
        const unit = text.charCodeAt(i);
        if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length)
            i += 1;
        count += 1;
    }
    return count;
}
//# sourceMappingURL=text.js.map