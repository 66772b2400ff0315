# One image for web, worker, beat and the migrations; docker-compose.yml says which it is.
FROM python:3.11-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/stride
COPY requirements.txt .
RUN /opt/stride/bin/pip install --no-deps --require-hashes -r requirements.txt

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /srv/stride --shell /usr/sbin/nologin stride
ENV PATH=/opt/stride/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=backend.config.settings \
    STRIDE_DATA_DIR=/srv/data \
    WEB_BIND=0.0.0.0:8000
COPY --from=packages /opt/stride /opt/stride
WORKDIR /srv/stride
COPY manage.py ./
COPY backend backend
COPY frontend_static frontend_static
COPY docs/content docs/content
# The pages' files belong to the image; the key of this one command is thrown away with it.
RUN mkdir /srv/data && SECRET_KEY=only-for-collecting-the-static-files python manage.py collectstatic --noinput --verbosity 0
USER stride
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "backend.config.probe", "web"]
CMD ["gunicorn", "--config", "python:backend.config.gunicorn"]
