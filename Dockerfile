# The steps of the README in an image; compose.yaml runs it with a Neo4j server.
FROM python:3.11-slim

RUN useradd --uid 10001 --create-home xietu && install -d -o xietu -g xietu /data
RUN python -m venv /opt/xietu
ENV PATH=/opt/xietu/bin:$PATH XIETU_HOME=/data PYTHONUNBUFFERED=1

WORKDIR /src
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . ./
RUN pip install --no-cache-dir --no-deps . && rm -rf /src/*

USER xietu
WORKDIR /data
VOLUME /data
EXPOSE 8460
CMD ["xietu", "serve"]
