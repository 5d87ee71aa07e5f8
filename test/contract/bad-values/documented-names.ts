import type { ApiDocument } from './api-document.js';

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };

/**
 * The parameters of the document as `<call> <parameter>`, found without any knowledge of what can be
 * done with them: whatever stands under `properties`, wherever that is, in an input. So what the
 * generator does not understand is missed there and found here.
 */
export function documentedNames(document: ApiDocument): string[] {
  const names = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    const [, call] = path.split('/anlife/v1.0/chat/');
    if (call === undefined) continue;
    for (const { parameters = [], requestBody } of Object.values(item)) {
      for (const { name, schema } of parameters) {
        names.add(`${call} ${name}`);
        collect(document, schema as Json, `${call} ${name}`, names);
      }
      collect(document, (requestBody ?? null) as unknown as Json, call, names);
    }
  }
  for (const [event, { payload }] of Object.entries(document['x-socket-events'].toServer)) {
    collect(document, payload.schema as Json, event, names);
  }
  return [...names];
}

function collect(document: ApiDocument, node: Json, prefix: string, names: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  const children = Array.isArray(node) ? node.map((child) => ['', child] as const) : Object.entries(node);
  for (const [key, child] of children) {
    if (key === 'example' || key === 'examples' || key === 'x-id-list') continue;
    if (key === '$ref') {
      const name = (child as string).split('/').at(-1) ?? '';
      collect(document, document.components.schemas[name] as Json, prefix, names);
    } else if (key === 'properties') {
      for (const [property, schema] of Object.entries(child as Record<string, Json>)) {
        const name = prefix.includes(' ') ? `${prefix}.${property}` : `${prefix} ${property}`;
        names.add(name);
        collect(document, schema, name, names);
      }
    } else if (key === 'additionalProperties') {
      names.add(`${prefix}.*`);
      collect(document, child, `${prefix}.*`, names);
    } else {
      collect(document, child, key === 'items' ? `${prefix}[]` : prefix, names);
    }
  }
}
