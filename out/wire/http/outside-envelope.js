import { SetMetadata } from '@nestjs/common';
const KEY = Symbol('outside the envelope');
/** For what is no interface of the document: health, readiness, metrics. */
export const OutsideEnvelope = () => SetMetadata(KEY, true);
export function isOutsideEnvelope(context) {
    return Reflect.getMetadata(KEY, context.getClass()) === true;
}
//# sourceMappingURL=outside-envelope.js.map