FROM node:20-bookworm-slim AS vendor
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY conference/vendor.mjs conference/vendor.mjs
RUN npm ci --omit=dev && node conference/vendor.mjs

FROM python:3.11-slim-bookworm AS wheel
WORKDIR /src
COPY . .
COPY --from=vendor /src/conference/static/vendor conference/static/vendor
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock \
    && pip wheel --no-deps --no-build-isolation --wheel-dir dist .

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 rostrum && install -d -o rostrum /data
COPY requirements.lock /tmp/requirements.lock
COPY --from=wheel /src/dist/*.whl /tmp/
RUN pip install --no-cache-dir --require-hashes --requirement /tmp/requirements.lock \
    && pip install --no-cache-dir --no-deps /tmp/*.whl && rm /tmp/*.whl
USER rostrum
ENV ROSTRUM_HOST=0.0.0.0 ROSTRUM_DATA_DIR=/data ROSTRUM_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080 9100
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz/reads', timeout=2)"]
ENTRYPOINT ["rostrum"]
CMD ["serve"]
