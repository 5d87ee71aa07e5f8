import { IoAdapter } from '@nestjs/platform-socket.io';
import { lastValueFrom } from 'rxjs';
import { MAX_BODY } from '../wire/routes.js';
import { EventDispatcher } from './event-dispatcher.js';
import { limitedParser } from './limited-decoder.js';
/**
 * Socket.IO as this server needs it. Nest's own adapter handles one socket's events side by side
 * (two came out as [2, 1]), leaves a failed or unknown event unanswered, and takes any origin.
 */
export class RealtimeAdapter extends IoAdapter {
    constructor(app, configuration) {
        super(app);
        this.configuration = configuration;
        this.dispatcher = app.get(EventDispatcher);
    }
    createIOServer(port, options) {
        const { allowedOrigins, socketTransports } = this.configuration;
        return super.createIOServer(port, {
            ...options,
            transports: [...socketTransports],
            cors: { origin: [...allowedOrigins] },
            // CORS alone lets a WebSocket from any page in: browsers do not ask first.
            allowRequest: (request, decide) => {
                const { origin } = request.headers;
                decide(null, origin === undefined || allowedOrigins.includes(origin));
            },
            parser: limitedParser,
            // An event may be as large as a body, plus its name.
            maxHttpBufferSize: MAX_BODY + 1024,
            connectTimeout: 5_000,
            pingInterval: 20_000,
            pingTimeout: 10_000,
            perMessageDeflate: false,
            serveClient: false,
        });
    }
    bindMessageHandlers(socket, handlers, transform) {
        const byEvent = new Map(handlers.map(({ message, callback }) => [
            String(message),
            (data, ack) => lastValueFrom(transform(callback(data, ack)), { defaultValue: undefined }),
        ]));
        this.dispatcher.attach(socket, byEvent);
    }
}
//# sourceMappingURL=realtime.adapter.js.map