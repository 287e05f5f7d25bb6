# The desk in a container: builds the wheel with its assets, then runs it without the build tools.
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir build && python -m build --wheel --outdir /wheels

FROM python:3.12-slim
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir /wheels/*.whl && rm -r /wheels \
    && useradd --create-home loket && mkdir /data && chown loket /data
USER loket
VOLUME /data
ENV LOKET_STORE=sqlite:////data/loket.db \
    LOKET_HOST=0.0.0.0 \
    LOKET_BEHIND_PROXY=1
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/v1/health/live', timeout=2)"]
CMD ["loket", "serve"]
