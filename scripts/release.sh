#!/bin/sh
# Builds what is released of the commit that is checked out, into dist/: an archive for each system, a list of what is in it
# (CycloneDX), and the hashes of all. The same commit and the same Go give the same bytes.
set -eu
cd "$(dirname "$0")/.."

sbom=cyclonedx-gomod-1.9.0
out=dist
bin=$(pwd)/.cache/bin

[ -z "$(git status --porcelain)" ] || { echo "release.sh: there are changes that are not committed; what is released is a commit" >&2; exit 1; }
version=$(git describe --tags --always)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH CGO_ENABLED=0

[ -x "$bin/$sbom" ] || {
	GOBIN=$bin go install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.9.0
	mv "$bin/cyclonedx-gomod" "$bin/$sbom"
}

rm -rf "$out"
for arch in amd64 arm64; do
	name=hearsay-$version-linux-$arch
	mkdir -p "$out/$name"
	GOOS=linux GOARCH=$arch go build -trimpath -buildvcs=true -ldflags='-s -w -buildid=' -o "$out/$name/hearsay" ./cmd/hearsay
	cp LICENSE README.md CHANGELOG.md configs/hearsay.yaml deploy/systemd/hearsay.service "$out/$name/"
	GOOS=linux GOARCH=$arch "$bin/$sbom" app -json -licenses -std -noserial -main cmd/hearsay -output "$out/$name.cdx.json" . 2>/dev/null
	# The time of the run is the only thing in it that is not of the commit.
	sed -i "s/\"timestamp\": \"[^\"]*\"/\"timestamp\": \"$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)\"/" "$out/$name.cdx.json"
	tar -C "$out" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r,a-s -cf - "$name" | gzip -9n >"$out/$name.tar.gz"
	rm -r "${out:?}/$name"
done
cd "$out"
sha256sum -- * >SHA256SUMS
cat SHA256SUMS
