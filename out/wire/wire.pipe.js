var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Injectable } from '@nestjs/common';
import { decode } from './fields/decode.js';
import { fieldsOf } from './fields/field.js';
/** Decodes what a handler declares as a DTO, over HTTP and Socket.IO alike; other arguments pass. */
let WirePipe = class WirePipe {
    transform(value, { metatype, type }) {
        const isDto = type !== 'custom' && metatype !== undefined && fieldsOf(metatype).length > 0;
        return isDto ? decode(metatype, value) : value;
    }
};
WirePipe = __decorate([
    Injectable()
], WirePipe);
export { WirePipe };
//# sourceMappingURL=wire.pipe.js.map