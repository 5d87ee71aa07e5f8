const DIGITS = /^(?:0|[1-9]\d{0,15})$/;
/**
 * Reads an integer as the contract has it (section 2): a JSON number, or decimal digits without
 * leading zeros. Nothing is coerced: "1e3", " 41", "4.1", "0x1", "007", true and [41] are not integers.
 * @returns the integer, or undefined where it is none, or lies outside min … max
 */
export function parseUint(value, min, max = Number.MAX_SAFE_INTEGER) {
    let number;
    if (typeof value === 'number')
        number = value;
    else if (typeof value === 'string' && DIGITS.test(value))
        number = Number(value);
    else
        return undefined;
    // -0 is an integer to JavaScript and prints as 0, but the caller wrote "-0".
    if (!Number.isSafeInteger(number) || Object.is(number, -0))
        return undefined;
    return number >= min && number <= max ? number : undefined;
}
//# sourceMappingURL=uint.js.map