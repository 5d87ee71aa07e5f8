import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';

const EXTENSIONS: Readonly<Record<string, string>> = { JPEG: 'jpg', PNG: 'png', GIF: 'gif', WEBP: 'webp', BMP: 'bmp' };

/** Image formats that a descriptor may name. */
export const IMAGE_FORMATS = Object.keys(EXTENSIONS);

/** What an image message needs for its URLs: the host app's image service returned it on upload. */
export interface ImageReference {
  readonly host: number;
  readonly hash: string;
  readonly format: string;
}

/** Makes the URLs of an image from `IMAGE_URL_TEMPLATE` (contract, section 6). Nothing is ever fetched. */
@Injectable()
export class ImageUrls {
  constructor(private readonly configuration: Configuration) {}

  of(image: ImageReference): { pic_small: string; pic_big: string } {
    return { pic_small: this.url(image, '100x450c'), pic_big: this.url(image, '600x450c') };
  }

  private url({ host, hash, format }: ImageReference, size: string): string {
    const values: Record<string, string> = { host: String(host), hash, size, ext: EXTENSIONS[format] ?? 'jpg' };
    return this.configuration.imageUrlTemplate.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  }
}
