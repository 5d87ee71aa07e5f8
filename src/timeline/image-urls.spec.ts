import { expect, it } from 'vitest';
import type { Configuration } from '../config/configuration.js';
import { IMAGE_FORMATS, ImageUrls } from './image-urls.js';

const urls = (imageUrlTemplate: string): ImageUrls => new ImageUrls({ imageUrlTemplate } as Configuration);

it('fills in the default template as the document shows it', () => {
  const template = 'http://pic{host}.ajkimg.com/display/{hash}/{size}.{ext}';
  expect(urls(template).of({ host: 4, hash: '3', format: 'JPEG' })).toEqual({
    pic_small: 'http://pic4.ajkimg.com/display/3/100x450c.jpg',
    pic_big: 'http://pic4.ajkimg.com/display/3/600x450c.jpg',
  });
});

it('knows an extension for every format', () => {
  const ext = IMAGE_FORMATS.map((format) => urls('{ext}').of({ host: 0, hash: 'h', format }).pic_small);
  expect(ext).toEqual(['jpg', 'png', 'gif', 'webp', 'bmp']);
});

it('fills in every place, and nothing that a value brings along', () => {
  const { pic_small } = urls('https://i.example/{size}/{hash}/{hash}.{ext}?h={host}&{other}').of({
    host: 0,
    hash: '$&{size}',
    format: 'PNG',
  });
  expect(pic_small).toBe('https://i.example/100x450c/$&{size}/$&{size}.png?h=0&{other}');
});
