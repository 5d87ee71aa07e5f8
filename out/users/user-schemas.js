/** A profile in results. */
export const PROFILE_SCHEMA = {
    type: 'object',
    required: ['user_id', 'nickname', 'photo'],
    properties: {
        user_id: { type: 'integer' },
        nickname: { type: 'string' },
        photo: { type: 'string', description: 'http(s) URL, or empty' },
    },
};
//# sourceMappingURL=user-schemas.js.map