import { Text } from '../../wire/fields/fields.js';

/** A `conversation_id` as users see it (contract, section 6). */
export function ConversationId(): PropertyDecorator {
  return Text({
    max: 64,
    pattern: /^(u|s|g:[1-4]):[1-9]\d{0,15}$/,
    description: 'u:<uid>、g:<group_type>:<group_id>、s:<service_id>',
    example: 'u:41',
  });
}
