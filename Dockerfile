# The fake ORCID for tests, as an image: docs/containers.md.
FROM node:24-slim AS pack
WORKDIR /pack
COPY . .
RUN npm ci && mkdir /tarball && npm pack --pack-destination /tarball

FROM node:24-slim
WORKDIR /opt/fake-orcid
COPY --from=pack /tarball/*.tgz ./fastify-orcid.tgz
RUN npm install --omit=dev --no-audit --no-fund ./fastify-orcid.tgz && npm cache clean --force
# Where --ca-file may write, also into a volume.
RUN install -d -o node /ca
ENV PATH=/opt/fake-orcid/node_modules/.bin:$PATH
USER node
EXPOSE 9797
HEALTHCHECK --interval=2s --timeout=6s --retries=15 CMD ["fastify-orcid", "health"]
ENTRYPOINT ["fastify-orcid"]
CMD ["--host", "0.0.0.0", "--allow-non-loopback", "--log"]
