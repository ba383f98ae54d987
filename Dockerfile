# One image for every process: which one it runs is the command, for example `node services/ingest/dist/main.js`.
# chDB needs glibc, so the base is Debian; the tag is exact, and Renovate or a person moves it.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS build
ENV CI=true
WORKDIR /weir
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc tsconfig.base.json tsconfig.build.json ./
COPY packages packages
COPY services services
# The version of pnpm has one place, package.json.
RUN npx --yes "$(node -p 'require("./package.json").packageManager')" install --frozen-lockfile \
  && node_modules/.bin/tsc -b tsconfig.build.json \
  && node packages/pixel/build.mjs \
  && node services/console/build.mjs
# Again without what only building and testing needs. Embedded depends on every part, so its dependencies are everybody's.
RUN find . -name node_modules -prune -exec rm -rf {} + \
  && npx --yes "$(node -p 'require("./package.json").packageManager')" install --frozen-lockfile --prod --filter-prod '@weir/embedded...' \
  && rm -rf packages/testkit packages/*/src packages/*/test services/*/src services/*/test

FROM ${NODE_IMAGE}
ENV NODE_ENV=production TZ=UTC WEIR_HOST=0.0.0.0
WORKDIR /weir
# Owned by root, run by node: the process cannot change its own program.
COPY --from=build /weir ./
# What a process may write: the spool of ingest, and everything of the embedded mode. Volumes made on them take over the owner.
RUN mkdir -p /var/lib/weir/spool /var/lib/weir/data /var/lib/weir/reports && chown -R node:node /var/lib/weir
USER 1000:1000
EXPOSE 8080 9080
# In exec form, so that the process is pid 1 and gets the SIGTERM. Compose and Kubernetes name another process here.
CMD ["node", "services/embedded/dist/main.js"]
