import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
const FAILURE = {
    type: 'object',
    required: ['error_code', 'error_msg'],
    properties: { error_code: { type: 'integer' }, error_msg: { type: 'string' } },
    example: { error_code: 10000, error_msg: '参数错误：to_uid' },
};
/** Builds the OpenAPI document from the routes and serves it at /docs (for people) and /docs-json. */
export function serveApiDocument(app, version) {
    const base = new DocumentBuilder()
        .setTitle('anlife-chat')
        .setDescription('安居生活聊天接口 v1.1 with its additions. Every answer is `{"datas": …}` or `{"error_code", "error_msg"}`.')
        .setVersion(version)
        .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'user')
        .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'cms')
        .build();
    const document = SwaggerModule.createDocument(app, base);
    document.components = { ...document.components, schemas: { ...document.components?.schemas, Failure: FAILURE } };
    SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs-json', yamlDocumentUrl: 'docs-yaml' });
    return document;
}
//# sourceMappingURL=document.js.map