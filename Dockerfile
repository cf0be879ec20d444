# Two images of one program. The monitor serves and holds no GPL code; the trainer has Smile too (docs/decisions/0015-image.md).
#   docker build --target monitor -t driftway-monitor:0.1.0 .
#   docker build --target trainer -t driftway-trainer:0.1.0 .

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY src src
COPY routes routes
COPY camel-k camel-k
COPY k8s k8s
RUN mvn -B -q -Dmaven.test.skip=true package
RUN java -Djarmode=tools -jar target/driftway.jar extract --layers --destination /layers
# A store with a champion and batches, for the JVM to warm up on.
RUN java -jar target/driftway.jar demo --dir /warm-up --batches 8 --interval 0 --exit-when-done

FROM eclipse-temurin:25.0.3_9-jre AS runtime
RUN groupadd --gid 10001 driftway && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin driftway
WORKDIR /app
COPY src/service/main/docker/jvm-options ./
COPY --from=build /layers/dependencies/ ./

FROM runtime AS monitor
ARG VERSION=0.1.0
ARG SOURCE=""
ARG REVISION=""
LABEL org.opencontainers.image.title="Driftway monitor" \
      org.opencontainers.image.description="Scores batches, compares them with what the model was trained on, and asks for retraining" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /layers/application/ ./
RUN --mount=type=bind,from=build,source=/warm-up/store,target=/warm-up \
    --mount=type=bind,source=src/service/main/docker/make-aot-cache,target=/make-aot-cache \
    cp -r /warm-up /tmp/store && /make-aot-cache /app /tmp/store run && rm -rf /tmp/store
USER 10001:10001
# Of a container's addresses the loopback one is of no use to anybody outside it.
ENV SERVER_ADDRESS=0.0.0.0
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${MANAGEMENT_SERVER_PORT:-$((${SERVER_PORT:-8080} + 1))}; printf 'GET /health/liveness HTTP/1.0\\r\\n\\r\\n' >&3; read -r _ status _ <&3; [ \"$status\" = 200 ]"]
ENTRYPOINT ["java", "@/app/jvm-options", "-XX:AOTCache=/app/driftway.aot", "-jar", "/app/driftway.jar"]
CMD ["run"]

FROM runtime AS trainer
ARG VERSION=0.1.0
ARG SOURCE=""
ARG REVISION=""
LABEL org.opencontainers.image.title="Driftway trainer" \
      org.opencontainers.image.description="Retrains the model, gates the challenger and promotes it" \
      org.opencontainers.image.licenses="Apache-2.0 AND GPL-3.0-or-later" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /layers/training/ ./
COPY --from=build /layers/application/ ./
RUN --mount=type=bind,from=build,source=/warm-up/store,target=/warm-up \
    --mount=type=bind,source=src/service/main/docker/make-aot-cache,target=/make-aot-cache \
    cp -r /warm-up /tmp/store && /make-aot-cache /app /tmp/store retrain && rm -rf /tmp/store
USER 10001:10001
ENTRYPOINT ["java", "@/app/jvm-options", "-XX:AOTCache=/app/driftway.aot", "-jar", "/app/driftway.jar"]
CMD ["retrain"]
