import { IMAGE_FORMATS } from '../../timeline/image-urls.js';
import { Choice, Text, Uint } from '../../wire/fields/fields.js';

const IMAGE_KEY = /^[0-9A-Za-z_-]+$/;
const IMAGE_FORMAT = new RegExp(`^(${IMAGE_FORMATS.join('|')})$`);

/** Body of msg_type 1 (contract, section 5, 2). */
export class TextBodyDto {
  @Text({ max: 5000, description: '1 … 5000 个字符，原样保存', example: 'hello world！' })
  text!: string;
}

/** Body of msg_type 2: the descriptor that the host app's image service returned on upload. */
export class ImageBodyDto {
  @Uint({ description: '像素', example: 125 })
  height!: number;

  @Text({ max: 64, pattern: IMAGE_KEY, example: '6cfb60420d44feb9300a2dd4ab2a4d6f' })
  hash!: string;

  @Text({ max: 8, pattern: IMAGE_FORMAT, example: 'JPEG' })
  format!: string;

  @Text({ max: 64, pattern: IMAGE_KEY, example: '6cfb60420d44feb9300a2dd4ab2a4d6f' })
  id!: string;

  @Choice({ of: [0, 1], example: 1 })
  exists!: number;

  @Uint({ description: '像素', example: 495 })
  width!: number;

  @Uint({ description: '字节', example: 53834 })
  size!: number;

  @Uint({ min: 0, max: 99, example: 1 })
  host!: number;
}
