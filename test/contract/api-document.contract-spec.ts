import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OperatorClient } from '../e2e/support/operators.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { examplesIn, SchemaCheck } from './support/schema-check.js';

// The document's own text, as it prints it.
const TEXT = '{"msg_type":"1" , "body":{"text":"hello world！"}}';
const IMAGE =
  '{"msg_type":"2" ,"body":{"height":125,"hash":"6cfb60420d44feb9300a2dd4ab2a4d6f","format":"JPEG",' +
  '"id":"6cfb60420d44feb9300a2dd4ab2a4d6f","exists":1,"width":495,"size":53834,"host":1}}';
const FROM =
  '"from":{"uid":"111222" , "nickname":"仓井",' +
  '"photo":"http://pic1.ajkimg.com/m/a48d374ef644881553e4dbc972295aa3/540x270.jpg"}';
const PUSHES = {
  纯文本: `{"msg_type":"1" , "msg_id":1111 , "send_time":"2015-09-15 14:11:12",${FROM},"body":{"text":"hello world！"}}`,
  图片:
    `{"msg_type":"2" , "msg_id":1111 , "send_time":"2015-09-15 14:11:12",${FROM},` +
    '"body":{"pic_small":"http://pic4.ajkimg.com/display/3/100x450c.jpg",' +
    '"pic_big":"http://pic4.ajkimg.com/display/3/600x450c.jpg"}}',
  群聊:
    '{"msg_type":"1" , "msg_id":1111 , "send_time":"2015-09-15 14:11:12",' +
    `"group":{"group_id":"111222" , "group_type":"1"},${FROM},"body":{"text":"hello world！"}}`,
};
const JSON_TYPE = 'application/json';
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data'];

interface Content {
  readonly schema: { readonly properties?: Readonly<Record<string, unknown>> };
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Body {
  readonly content: Readonly<Record<string, Content>>;
}

interface Call {
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, { readonly get?: Call; readonly post?: Call }>>;
  readonly components: object;
  readonly 'x-socket-events': {
    readonly toServer: Readonly<Record<string, { readonly payload: Content; readonly ack: Content }>>;
    readonly toClient: Readonly<Record<'message' | 'message:status' | 'session:ended', Content>>;
    readonly toOperator: Readonly<Record<string, Content>>;
  };
}

/** The part of a body's media type. */
function contentOf(body: Body | undefined, type = JSON_TYPE): Content {
  const content = body?.content[type];
  if (content === undefined) throw new Error(`Nothing is documented as ${type}`);
  return content;
}

function examplesOf({ examples = {} }: Content): Record<string, unknown> {
  return Object.fromEntries(Object.entries(examples).map(([name, { value }]) => [name, value]));
}

const parsed = (text: string): object => JSON.parse(text) as object;

describe('The API document', () => {
  let chat: ChatApp;
  let document: ApiDocument;
  let check: SchemaCheck;

  beforeAll(async () => {
    chat = await startChat();
    document = (await (await fetch(`${chat.client.url}/docs-json`)).json()) as ApiDocument;
    check = new SchemaCheck(document.components);
  });
  afterAll(() => chat.close());

  const bodyOf = (name: string): Body | undefined => document.paths[`${BASE_PATH}/${name}`]?.post?.requestBody;
  const answerOf = (name: string): Content => {
    const { get, post } = document.paths[`${BASE_PATH}/${name}`] ?? {};
    return contentOf((get ?? post)?.responses['200']);
  };

  it('holds only examples that are valid by their own schemas', () => {
    const examples = examplesIn(document);
    expect(examples.length).toBeGreaterThan(200);
    const problems = examples.map(({ where, schema, value }) => [where, check.problemOf(schema, value)]);
    expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
  });

  it('has schemas that tell: what is no message, push or answer is not valid', () => {
    const { schema } = contentOf(bodyOf('message/sendMessage'));
    const valid = { to_uid: 41, message: parsed(TEXT) };
    for (const message of [parsed(TEXT), { ...parsed(TEXT), msg_type: 1 }, TEXT, parsed(IMAGE), IMAGE])
      expect(check.problemOf(schema, { ...valid, message })).toBeUndefined();
    for (const message of [{ ...parsed(TEXT), msg_type: '2' }, { ...parsed(TEXT), msg_type: 3 }, 'text', 1, [], {}])
      expect(check.problemOf(schema, { ...valid, message })).toBeDefined();
    const push = document['x-socket-events'].toClient.message.schema;
    for (const body of [{}, parsed(IMAGE), { pic_small: 'http://x/' }, 'hello'])
      expect(check.problemOf(push, { ...parsed(PUSHES.纯文本), conversation_id: 'u:1', seq: 1, body })).toBeDefined();
    expect(check.problemOf(answerOf('message/getHistory').schema, { datas: {} })).toBeDefined();
  });

  it.each(['message/sendMessage', 'message/sendGroupMessage'])('shows the messages of %s', (name) => {
    const messages = (type: string): unknown[] => {
      const inputs = examplesOf(contentOf(bodyOf(name), type)) as Record<string, { message: unknown }>;
      return ['纯文本', '图片'].map((key) => inputs[key]?.message);
    };
    expect(messages(JSON_TYPE)).toEqual([parsed(TEXT), parsed(IMAGE)]);
    for (const type of FORM_TYPES) {
      const { properties } = contentOf(bodyOf(name), type).schema;
      expect(properties?.message).toMatchObject({ type: 'string', format: 'json' });
      expect(messages(type).map((text) => parsed(text as string))).toEqual([parsed(TEXT), parsed(IMAGE)]);
    }
    expect(answerOf(name).example).toEqual({ datas: 1111 });
  });

  it('shows the pushes: as socket event, and in history', () => {
    const pushes = examplesOf(document['x-socket-events'].toClient.message);
    const pages = examplesOf(answerOf('message/getHistory'));
    for (const [name, push] of Object.entries(PUSHES)) {
      expect(pushes[name]).toEqual({ ...parsed(push), conversation_id: expect.any(String), seq: 1 });
      expect(pages[name]).toMatchObject({ datas: { messages: [pushes[name]] } });
    }
  });

  it('is what the server sends: acknowledgements, pushes, history, list, and the end of a session', async () => {
    const { toServer, toClient } = document['x-socket-events'];
    const { client } = chat;
    await client.importUsers(41, 111222);
    await client.saveGroup(1, 111222, [41, 111222]);
    const sender = await client.connect(111222);
    const receiver = await client.connect(41);
    const sent: number[] = [];
    for (const [event, { payload, ack }] of Object.entries(toServer)) {
      const answers: unknown[] = [await sender.emit(event, {})];
      for (const input of Object.values(examplesOf(payload)) as object[]) {
        const answer = await sender.emit<number>(event, input);
        answers.push(answer);
        sent.push(datasOf(answer));
        expect(check.problemOf(toClient.message.schema, await receiver.message(datasOf(answer)))).toBeUndefined();
      }
      if (event === 'message:sync') answers.push(await receiver.emit(event, { known: {} }));
      if (event === 'message:read') answers.push(await receiver.emit(event, { msg_id: sent.join(), status: 4 }));
      expect(answers.map((answer) => check.problemOf(ack.schema, answer))).toEqual(answers.map(() => undefined));
    }
    expect(sent).toHaveLength(4);
    for (const [name, query] of [
      ['message/getHistory', { conversation_id: 'g:1:111222' }],
      ['message/getConversationList', {}],
    ] as const)
      expect(check.problemOf(answerOf(name).schema, await client.as(41).get(name, query))).toBeUndefined();
    await expect.poll(() => sender.of('message:status')).toHaveLength(4);
    for (const status of sender.of('message:status'))
      expect(check.problemOf(toClient['message:status'].schema, status)).toBeUndefined();
    await client.cms('banUser', { user_id: 41 });
    await expect.poll(() => receiver.of('session:ended')).toHaveLength(1);
    const [ended] = receiver.of('session:ended');
    expect(check.problemOf(toClient['session:ended'].schema, ended)).toBeUndefined();
    // Whatever else reaches a client is in the document, too.
    expect(Object.keys(toClient)).toEqual(expect.arrayContaining(receiver.received.map(({ event }) => event)));
  });

  it('is what the server sends to operators', async () => {
    const { toOperator } = document['x-socket-events'];
    const { client } = chat;
    await client.importUsers(42);
    datasOf(await client.cms('saveServiceAccount', { service_id: 111, nickname: '公众号', photo: '' }));
    const lin = await OperatorClient.create(client, 'lin', 'operator');
    datasOf(await client.cms('assignOperator', { username: 'lin', service_id: 111, assigned: 1 }));
    const operator = await client.connectCms({ token: lin.token });
    for (const message of [parsed(TEXT), parsed(IMAGE)]) {
      const answer = await client.as(42).post<number>('message/sendMessage', { send_type: 2, to_uid: 111, message });
      await operator.message(datasOf(answer));
      datasOf(await client.as(42).post('message/recallMessage', { msg_id: answer.datas }));
    }
    const push = { service_id: 111, user_id: [42], msg_type: 1, message: { text: 'hello world！' } };
    const id = datasOf(await lin.post<number>('sendMessage', push));
    datasOf(await client.as(42).post('message/updateMessageReadStatus', { msg_id: id, status: 4 }));
    await operator.until('the progress', (it) => it.of('push:progress').length > 0);
    datasOf(await client.cms('removeOperator', { username: 'lin' }));
    await operator.until('the end', (it) => !it.socket.connected);
    const events = ['message', 'message:recalled', 'push:progress', 'session:ended'];
    expect([...new Set(operator.received.map(({ event }) => event))].sort()).toEqual(events);
    for (const { event, payload } of operator.received)
      expect([event, check.problemOf(toOperator[event]?.schema ?? false, payload)]).toEqual([event, undefined]);
    const { service_id: _, ...withoutAccount } = operator.messages[0] as unknown as { service_id: number };
    expect(check.problemOf(toOperator.message?.schema ?? true, withoutAccount)).toBeDefined();
  });

  it('names 10008 where a body has no type that is taken: at every POST, which all answer it', async () => {
    const posts = Object.entries(document.paths).flatMap(([path, { post }]) => (post ? [{ path, post }] : []));
    expect(posts.length).toBeGreaterThan(5);
    for (const { path, post } of posts) {
      const headers = { 'content-type': 'text/plain' };
      const response = await fetch(chat.client.url + path, { method: 'POST', headers, body: '{}' });
      expect(response.status, path).toBe(415);
      const examples = examplesOf(contentOf(post.responses['415']));
      expect(examples['10008'], path).toEqual(await response.json());
    }
  });
});
