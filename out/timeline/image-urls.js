var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
const EXTENSIONS = { JPEG: 'jpg', PNG: 'png', GIF: 'gif', WEBP: 'webp', BMP: 'bmp' };
/** Image formats that a descriptor may name. */
export const IMAGE_FORMATS = Object.keys(EXTENSIONS);
/** Makes the URLs of an image from `IMAGE_URL_TEMPLATE` (contract, section 6). Nothing is ever fetched. */
let ImageUrls = class ImageUrls {
    constructor(configuration) {
        this.configuration = configuration;
    }
    of(image) {
        return { pic_small: this.url(image, '100x450c'), pic_big: this.url(image, '600x450c') };
    }
    url({ host, hash, format }, size) {
        const values = { host: String(host), hash, size, ext: EXTENSIONS[format] ?? 'jpg' };
        return this.configuration.imageUrlTemplate.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    }
};
ImageUrls = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Configuration])
], ImageUrls);
export { ImageUrls };
//# sourceMappingURL=image-urls.js.map