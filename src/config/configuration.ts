export type SocketTransport = 'websocket' | 'polling';

export type DatabaseTarget =
  | { readonly kind: 'sqlite'; /** Absolute path of the database file. */ readonly path: string }
  | {
      readonly kind: 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly name: string;
    };

/** How user tokens are checked: with the shared secret, or with a host app's own keys (contract, section 3). */
export type TokenKeys =
  | { readonly kind: 'secret'; readonly secret: string; readonly previousSecret?: string }
  | { readonly kind: 'publicKey'; readonly pem: string }
  | { readonly kind: 'jwks'; readonly url: URL };

/** Everything that can be configured (contract, section 8): validated once, then frozen. */
export abstract class Configuration {
  abstract readonly production: boolean;
  abstract readonly port: number;
  abstract readonly host: string;
  abstract readonly database: DatabaseTarget;
  abstract readonly migrateOnStart: boolean;
  abstract readonly databasePoolSize: number;
  abstract readonly redisUrl: string | undefined;
  abstract readonly tokenKeys: TokenKeys;
  /** JWT_SECRET, and the former one while that counts: CMS keys are derived from them, whoever signs user tokens. */
  abstract readonly jwtSecrets: readonly [current: string, ...former: string[]];
  abstract readonly cmsApiKey: string;
  /** Base-2 logarithm of scrypt's N: each step doubles what hashing a password costs. */
  abstract readonly passwordCost: number;
  abstract readonly timeZone: string;
  abstract readonly imageUrlTemplate: string;
  abstract readonly requireFriendship: boolean;
  /** Seconds in which a user may recall a message. */
  abstract readonly recallWindow: number;
  /** Whether errors too answer HTTP 200. */
  abstract readonly errorsAnswerOk: boolean;
  abstract readonly allowedOrigins: readonly string[];
  abstract readonly trustProxy: boolean | number | string;
  /** Calls and socket events per user and minute; 0 is no limit. */
  abstract readonly rateLimit: number;
  abstract readonly metricsToken: string | undefined;
  abstract readonly socketTransports: readonly SocketTransport[];
  /** Days after which messages are removed; 0 keeps them for ever. */
  abstract readonly retentionDays: number;
  abstract readonly groupMaxMembers: number;
  abstract readonly logLevel: string;
  /** Where generated secrets lie, for the hint printed at start; undefined where none was generated. */
  abstract readonly cmsApiKeyFile: string | undefined;
  /** What the operator should know but need not stop for. */
  abstract readonly warnings: readonly string[];
}
