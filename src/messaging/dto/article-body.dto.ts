import { HttpUrl, Text } from '../../wire/fields/fields.js';

/** Body of msg_type 3 (contract, section 5, 14). */
export class ArticleBodyDto {
  @Text({ max: 128, description: '1 … 128 个字符', example: '玩安居客APP刮刮乐，50万奖品等你来领' })
  title!: string;

  @Text({ max: 64, description: '日期，原样保存', example: '11225544888' })
  date!: string;

  @HttpUrl({ max: 2048, example: 'http://pic1.ajkimg.com/m/a48d374ef644881553e4dbc972295aa3/540x270.jpg' })
  img!: string;

  @Text({ min: 0, max: 512, description: '0 … 512 个字符', example: '刮奖、邀好友赢金币。' })
  desc!: string;

  @HttpUrl({ max: 2048, example: 'http://api.anjuke.com/web/chat/content?id=39' })
  url!: string;
}
