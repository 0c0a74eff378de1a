FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk fontconfig postgresql-client \
    && rm -rf /var/lib/apt/lists/* && useradd --create-home --uid 1000 smilemark
WORKDIR /app
COPY requirements/run.lock requirements/run.lock
RUN pip install --no-cache-dir --require-hashes -r requirements/run.lock
COPY src src
ENV PYTHONPATH=/app/src PYTHONUNBUFFERED=1 SMILEMARK_HOME=/var/lib/smilemark
RUN mkdir -p /var/lib/smilemark && chown smilemark /var/lib/smilemark
USER smilemark
VOLUME /var/lib/smilemark
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD python -c "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"
ENTRYPOINT ["python", "-m", "smilemark"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
