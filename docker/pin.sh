#!/bin/sh
# Pins the images that Dockerfile and compose.yaml name by tag to what those tags hold today: docker/pin.sh
# A tag can be moved to another image, a digest cannot. Run it again, after taking the digest out, for a newer image.
set -eu
cd "$(dirname "$0")"
for image in $(sed -nE 's/^(FROM|    image:) ((python|postgres):[^ @]+)( .*)?$/\2/p' Dockerfile compose.yaml | sort -u); do
  digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")
  sed -i -E "s#^(FROM|    image:) $image( .*)?\$#\1 $image@$digest\2#" Dockerfile compose.yaml
  echo "$image@$digest"
done
