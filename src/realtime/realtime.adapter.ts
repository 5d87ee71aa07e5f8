import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server, ServerOptions, Socket } from 'socket.io';
import type { AppError } from '../common/errors/app-error.js';
import type { Configuration } from '../config/configuration.js';
import { DoorErrors } from '../metrics/door-errors.js';
import { setSecureHeaders } from '../wire/http/secure-headers.js';
import { MAX_BODY } from '../wire/routes.js';
import { EventDispatcher, type EventHandler } from './event-dispatcher.js';
import { FloodGuard } from './flood-guard.js';
import { HandshakeQueue } from './handshake-queue.js';
import { endWithClose } from './hang-up.js';
import { limitedParser } from './limited-decoder.js';
import { PendingSessions } from './pending-sessions.js';
import { refuseSession } from './refused-session.js';
import { refuseUpgrades } from './refused-upgrade.js';

const PING_INTERVAL_MS = 20_000;
const PING_TIMEOUT_MS = 10_000;

/**
 * Socket.IO as this server needs it. Nest's own adapter handles one socket's events side by side
 * (two came out as [2, 1]), leaves a failed or unknown event unanswered, and takes any origin.
 */
export class RealtimeAdapter extends IoAdapter {
  private readonly dispatcher: EventDispatcher;
  private readonly floods: FloodGuard;
  private readonly pending: PendingSessions;
  private readonly errors: DoorErrors;
  private readonly queue: HandshakeQueue;

  constructor(
    app: INestApplicationContext,
    private readonly configuration: Configuration,
  ) {
    super(app);
    this.dispatcher = app.get(EventDispatcher);
    this.floods = app.get(FloodGuard);
    this.pending = app.get(PendingSessions);
    this.errors = app.get(DoorErrors);
    this.queue = app.get(HandshakeQueue);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { allowedOrigins, socketTransports, errorsAnswerOk } = this.configuration;
    const server = super.createIOServer(port, {
      ...options,
      transports: [...socketTransports],
      cors: { origin: [...allowedOrigins] },
      // CORS alone lets a WebSocket from any page in: browsers do not ask first.
      allowRequest: (request: IncomingMessage, decide: (error: string | null, allowed: boolean) => void) => {
        const { origin } = request.headers;
        if (origin !== undefined && !allowedOrigins.includes(origin)) decide(null, false);
        else {
          const error = this.refusalOf(request);
          if (!error) return decide(null, true);
          this.errors.count('handshake', error.code);
          refuseSession(request, error, errorsAnswerOk);
        }
      },
      parser: limitedParser,
      // An event may be as large as a body, plus its name.
      maxHttpBufferSize: MAX_BODY + 1024,
      // `PendingSessions` ends them before.
      connectTimeout: 6_000,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      perMessageDeflate: false,
      serveClient: false,
    } as unknown as ServerOptions);
    server.engine.on('connection', (conn: Socket['conn']) => {
      endWithClose(conn);
      this.pending.watch(conn);
      this.floods.watch(conn);
    });
    refuseUpgrades(server.engine);
    this.prepareRequests();
    return server;
  }

  private refusalOf(request: IncomingMessage): AppError | undefined {
    // `admit` counts, and so comes last.
    return this.queue.isLong || !this.pending.admit(request) ? this.queue.refusal() : undefined;
  }

  /**
   * What engine.io answers itself, refusals and preflights too, has the headers of all answers. A long poll is silent
   * for up to a ping interval, which the HTTP server would take for a dead connection.
   * Called once engine.io has taken over the listeners: it keeps earlier ones from its own requests.
   */
  private prepareRequests(): void {
    (this.httpServer as HttpServer).prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!request.url?.startsWith('/socket.io/')) return;
      setSecureHeaders(response);
      request.socket.setTimeout(PING_INTERVAL_MS + 2 * PING_TIMEOUT_MS);
    });
  }

  override bindMessageHandlers(socket: Socket, handlers: MessageMappingProperties[]): void {
    // Nest would make an Observable of each answer. Handlers here have none: they answer with promises.
    const byEvent = handlers.map(({ message, callback }) => [String(message), callback as EventHandler] as const);
    this.dispatcher.attach(socket, new Map(byEvent));
  }
}
