package api

import (
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// complete writes into the document what holds for every call: headers, limits, and examples.
func complete(document *huma.OpenAPI) {
	for _, path := range document.Paths {
		for method, operation := range map[string]*huma.Operation{
			http.MethodGet: path.Get, http.MethodPost: path.Post, http.MethodPatch: path.Patch, http.MethodDelete: path.Delete,
		} {
			if operation == nil {
				continue
			}
			if method != http.MethodGet {
				operation.Parameters = append(operation.Parameters, &huma.Param{
					Name: KeyHeader, In: "header", Schema: &huma.Schema{Type: "string"}, Example: "3f0c5f0e-7c1d-4d0a-9a55-0f7e5a3f2b11",
					Description: "any text of at most 255 bytes that names this call; made again with it within a day, it is answered the same and done once",
				})
			}
			if refused := operation.Responses["429"]; refused != nil {
				refused.Headers = map[string]*huma.Param{"Retry-After": {Schema: &huma.Schema{Type: "integer"}, Description: "seconds to wait"}}
			}
			if slices.ContainsFunc(operation.Parameters, func(p *huma.Param) bool { return p.Name == "If-Match" }) {
				operation.Responses["412"] = &huma.Response{Description: "Precondition Failed", Content: operation.Responses["404"].Content}
			}
			if operation.OperationID == attachMedium {
				operation.Responses["503"] = &huma.Response{Description: "Service Unavailable: the scanner of files does not answer", Content: operation.Responses["404"].Content}
			}
			limit(operation.Responses["200"])
		}
	}
	for name, properties := range map[string][]string{"Detail": {"claim", "effect"}, "Verdict": {"claim"}} {
		for _, property := range properties {
			orNull(document.Components.Schemas.Map()[name], property)
		}
	}
	for name, example := range examples() {
		if schema := document.Components.Schemas.Map()[name]; schema != nil {
			schema.Examples = []any{example}
		}
	}
}

// attachMedium is the operation that asks the scanner of files, if there is one.
const attachMedium = "attach-medium"

// limit documents the headers of the limit on calls.
func limit(response *huma.Response) {
	if response == nil {
		return
	}
	if response.Headers == nil {
		response.Headers = map[string]*huma.Param{}
	}
	response.Headers["RateLimit"] = &huma.Param{Schema: &huma.Schema{Type: "string"}, Description: `calls that are left, and seconds until all are: "calls";r=598;t=1`}
	response.Headers["RateLimit-Policy"] = &huma.Param{Schema: &huma.Schema{Type: "string"}, Description: `calls at once, and seconds in which they come back: "calls";q=600;w=30`}
}

// orNull lets a property that refers to another schema be null, which the library writes for plain types only.
func orNull(s *huma.Schema, property string) {
	if s != nil {
		s.Properties[property] = &huma.Schema{OneOf: []*huma.Schema{s.Properties[property], {Type: "null"}}}
	}
}
