/** The document's own messages as they are sent. */
export const MESSAGE_EXAMPLES = {
  纯文本: { msg_type: '1', body: { text: 'hello world！' } },
  图片: {
    msg_type: '2',
    body: {
      height: 125,
      hash: '6cfb60420d44feb9300a2dd4ab2a4d6f',
      format: 'JPEG',
      id: '6cfb60420d44feb9300a2dd4ab2a4d6f',
      exists: 1,
      width: 495,
      size: 53834,
      host: 1,
    },
  },
};
