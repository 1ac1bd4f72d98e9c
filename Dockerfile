# docker compose up --build, then http://127.0.0.1:8000/chat
FROM python:3.11-slim

RUN useradd --create-home hoidap && mkdir /data && chown hoidap /data
WORKDIR /opt/hoidap

# First what seldom changes: the dependencies, by a package that has nothing in it yet.
COPY pyproject.toml constraints.txt README.md LICENSE ./
RUN pip install --no-cache-dir -c constraints.txt "setuptools>=77" \
    && python -c "import tomllib; print('\n'.join(tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies']))" > /tmp/needs \
    && pip install --no-cache-dir -c constraints.txt -r /tmp/needs

COPY . .
RUN pip install --no-cache-dir --no-deps .

USER hoidap
WORKDIR /data
ENV HOIDAP_DATA_DIR=/data HOIDAP_HOST=0.0.0.0 OMP_WAIT_POLICY=PASSIVE
EXPOSE 8000
HEALTHCHECK --start-period=60s --interval=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=5)"]
CMD ["hoidap", "serve"]
