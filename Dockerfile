# The build is that of `make release`: what runs in the container is what runs anywhere.
# `--build-arg STOCKGATE_POSTGRES=1` builds PostgreSQL in, for a fleet (docs/scale.md).
ARG STOCKGATE_POSTGRES=

FROM swift:6.3-bookworm AS build
ARG STOCKGATE_POSTGRES
# Debian's stable release changes a package for its security alone: the newest is wanted.
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libssl-dev libcurl4-openssl-dev libsqlite3-dev pkg-config binutils patchelf python3 \
        ${STOCKGATE_POSTGRES:+libpq-dev} \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# What `scripts/prepare` would add for PostgreSQL is a server for its tests, which are not run here.
RUN STOCKGATE_POSTGRES="$STOCKGATE_POSTGRES" scripts/make-release

FROM debian:bookworm-slim
ARG STOCKGATE_POSTGRES
# Debian's stable release changes a package for its security alone: the newest is wanted.
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends ca-certificates libssl3 libcurl4 libsqlite3-0 libstdc++6 libxml2 curl \
        ${STOCKGATE_POSTGRES:+libpq5} \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/stockgate --shell /usr/sbin/nologin --uid 8443 stockgate \
    && install -d -o stockgate -g stockgate -m 0700 /var/lib/stockgate \
    && install -d -o root -g stockgate -m 0750 /etc/stockgate
COPY --from=build /src/.build/package/stockgate /usr/bin/stockgate
USER 8443
VOLUME /var/lib/stockgate
EXPOSE 8443
STOPSIGNAL SIGTERM
# The private listener is on the container's own loopback; its certificate is the shop's, so only its answer is asked for.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["curl", "--fail", "--silent", "--insecure", "--output", "/dev/null", "https://127.0.0.1:9443/readyz"]
ENTRYPOINT ["/usr/bin/stockgate"]
CMD ["serve", "--config", "/etc/stockgate/stockgate.yaml"]
