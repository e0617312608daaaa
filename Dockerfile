# Two stages: the first builds, the second holds the program and what it is linked to.
FROM debian:bookworm-slim AS build
WORKDIR /src
COPY scripts/install scripts/install
RUN scripts/install build web
COPY scripts/web scripts/web
COPY web web
RUN scripts/web build
COPY CMakeLists.txt CMakePresets.json ./
COPY include include
COPY src src
COPY migrations migrations
RUN cmake --preset release && cmake --build --preset release && cmake --install build/release --prefix /usr/local --strip

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates libcjose0 libcpp-httplib0.11 libcurl4 libfmt9 libjemalloc2 libpqxx-6.4 libprometheus-cpp-core1.0 \
        libspdlog1.10 libssl3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin fairdraw
COPY --from=build /usr/local/bin/fairdraw /usr/local/bin/fairdraw
COPY --from=build /usr/local/share/fairdraw /usr/local/share/fairdraw
USER fairdraw
ENV FAIRDRAW_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ $status = 200 ]"]
ENTRYPOINT ["fairdraw"]
CMD ["serve"]
