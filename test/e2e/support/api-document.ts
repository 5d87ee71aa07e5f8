interface Answers {
  readonly example?: unknown;
  readonly examples?: Record<string, { readonly value: unknown }>;
}

/** What the tests read of /docs-json. */
export interface ApiOperation {
  readonly summary?: string;
  readonly security?: Record<string, string[]>[];
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly parameters?: { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, Answers> }>;
}

export interface Route {
  readonly path: string;
  readonly method: 'get' | 'post';
  readonly operation: ApiOperation;
}

const METHODS = ['get', 'post'] as const;

/** Every route that the server documents. */
export async function documentedRoutes(url: string): Promise<Route[]> {
  const response = await fetch(`${url}/docs-json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, ApiOperation>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );
}
