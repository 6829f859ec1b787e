// Package traces tells a collector of OpenTelemetry what the program does: how a source was read, how a batch of posts became items,
// and, in one trace for each item, everything that ever happens to it, in any process: https://opentelemetry.io/docs/specs/otel/trace/
//
// An item's trace is known by its id alone: see Mark. Nothing of a post's text, of an author or of who works at the desk is told.
// Until Start is called nothing is told, and spans cost next to nothing.
package traces

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Settings say where spans go.
type Settings struct {
	URL   string  // of a receiver of OTLP over HTTP, as in http://127.0.0.1:4318/v1/traces; "" for nowhere
	Share float64 // of traces that are told, 0 to 1; an item's is told by all processes, or by none
}

// Start tells spans from now on, until stop is called, which waits for those that are on their way. It is called once.
func Start(ctx context.Context, s Settings) (stop func(context.Context) error, err error) {
	if s.URL == "" {
		return func(context.Context) error { return nil }, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(s.URL))
	if err != nil {
		return nil, fmt.Errorf("opening the way to the receiver of traces: %w", err)
	}
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithSampler(sdk.ParentBased(sdk.TraceIDRatioBased(s.Share), sdk.WithRemoteParentSampled(sdk.TraceIDRatioBased(s.Share)))),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", "hearsay"), attribute.String("host.name", host))))
	otel.SetTracerProvider(provider)
	return provider.Shutdown, nil
}

func tracer() trace.Tracer { return otel.Tracer("hearsay") }

// Begin begins a span within that of ctx. End ends it, with an error if what it stands for failed.
func Begin(ctx context.Context, name string, attributes ...attribute.KeyValue) (context.Context, Span) {
	ctx, span := tracer().Start(ctx, name, trace.WithAttributes(attributes...))
	return ctx, Span{span}
}

// BeginRoot is Begin for what is a trace of its own, because of the span of ctx.
func BeginRoot(ctx context.Context, name string, attributes ...attribute.KeyValue) (context.Context, Span) {
	ctx, span := tracer().Start(ctx, name, trace.WithNewRoot(), trace.WithLinks(trace.LinkFromContext(ctx)), trace.WithAttributes(attributes...))
	return ctx, Span{span}
}

// Span is something that takes time.
type Span struct{ span trace.Span }

// Note adds what was found out meanwhile.
func (s Span) Note(attributes ...attribute.KeyValue) { s.span.SetAttributes(attributes...) }

// End ends the span.
func (s Span) End(err error) {
	if err != nil {
		s.span.SetStatus(codes.Error, fmt.Sprintf("%T", err)) // its words may name a post or a person
	}
	s.span.End()
}

// Mark notes in an item's trace that something has happened to it since began, because of what the span of ctx stands for.
func Mark(ctx context.Context, item, what string, began time.Time, attributes ...attribute.KeyValue) {
	cause := trace.LinkFromContext(ctx)
	options := []trace.SpanStartOption{trace.WithTimestamp(began), trace.WithAttributes(append(attributes, attribute.String("item", item))...)}
	if cause.SpanContext.IsValid() {
		options = append(options, trace.WithLinks(cause))
	}
	_, span := tracer().Start(trace.ContextWithRemoteSpanContext(context.WithoutCancel(ctx), ofItem(item)), what, options...)
	span.End()
}

// ofItem is the beginning of an item's trace. Its ids are a hash of the item's, so that every process knows them at any time.
func ofItem(item string) trace.SpanContext {
	sum := sha256.Sum256([]byte("item/" + item))
	return trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID(sum[:16]), SpanID: trace.SpanID(sum[16:24]), TraceFlags: trace.FlagsSampled})
}

// Transport makes a span of every request that goes out.
func Transport(inner http.RoundTripper) http.RoundTripper { return transport{inner} }

type transport struct{ inner http.RoundTripper }

// RoundTrip implements http.RoundTripper. The address is told without path and query, which may hold keys.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, span := Begin(r.Context(), "ask "+r.URL.Hostname(), attribute.String("http.request.method", r.Method), attribute.String("server.address", r.URL.Host))
	response, err := t.inner.RoundTrip(r.WithContext(ctx))
	if err == nil {
		span.Note(attribute.Int("http.response.status_code", response.StatusCode))
	}
	span.End(err)
	return response, err
}

// Handler makes a span of every request that comes in.
func Handler(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, span := Begin(r.Context(), r.Method, attribute.String("http.request.method", r.Method))
		defer span.End(nil)
		inner.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Routed names the span of a request by the route that a mux has found for it.
func Routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if r.Pattern != "" {
				trace.SpanFromContext(r.Context()).SetName(r.Pattern)
			}
		}()
		mux.ServeHTTP(w, r)
	})
}
