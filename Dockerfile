# hearsay in an image of its binary and nothing else: docker build -t hearsay .
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /hearsay ./cmd/hearsay && mkdir /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /hearsay /usr/local/bin/hearsay
COPY --from=build --chown=nonroot:nonroot /data /data
USER nonroot
WORKDIR /data
VOLUME /data
EXPOSE 8095
ENTRYPOINT ["/usr/local/bin/hearsay"]
CMD ["run", "--config", "/etc/hearsay/hearsay.yaml"]
