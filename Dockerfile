# The server as a container image.
#
# NOT RUN: written where no container engine was at hand. Its steps (build, prune, start of the result with
# NODE_ENV=production) were run by hand, without a container; the same topology runs by `npm run cluster`.

# The full image, which has what better-sqlite3 is compiled with where no prebuilt binary can be fetched. Both are
# Debian of one release, so that what is compiled here loads there.
FROM node:20-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/ scripts/
COPY src/ src/
# `dist` is a link to the build's own folder: -L copies what it leads to.
RUN npm run build && cp -rL dist /build && npm prune --omit=dev

FROM node:20-bookworm-slim
# With NODE_ENV=production the server does not start without a JWT_SECRET and a CMS_API_KEY of 32 characters.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules/ node_modules/
COPY --from=build /build/ dist/
# The embedded database, where DATABASE_URL names no other.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 3000
# This image has no curl. Unready (503) is unhealthy: the database is out of reach, or the node is ending.
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# As process 1 it still hears SIGTERM: main.ts handles it, and ends within ten seconds.
CMD ["node", "--max-semi-space-size=64", "dist/main.js"]
